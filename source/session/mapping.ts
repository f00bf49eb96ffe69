import type {Host} from '../host/host.js';
import {type MapReport, mapReport} from '../model/map/mapReport.js';
import {mapRequest, usualMapLimits} from '../model/map/mapRequest.js';
import type {MapProgress, SharingMap} from '../model/map/sharingMap.js';
import type {Model} from '../model/model.js';
import type {Running} from '../model/running.js';
import {messageOf} from '../text/messageOf.js';
import {createStore, type ReadableStore} from './store.js';

/** The sharing map of this session: none yet, one that is being read, or the last one. */
export type MappingState = {
  phase: 'idle' | 'running' | 'ended' | 'failed';
  /** What is being read; whatever an earlier run still reports is dropped. */
  run?: Running<SharingMap>;
  /** It was asked to end with what it has. */
  isStopping?: true;
  progress?: MapProgress;
  /** The newest, of the processes that were finished so far while it is being read. */
  report?: MapReport;
  /** The report covers only a part of the processes. */
  isPartial?: boolean;
  /** Why there is none. */
  problem?: string;
};

/** Reads who shares merged pages with whom on one host, one run at a time. */
export type Mapping = ReadableStore<MappingState> & {
  /** Why it cannot, as the end of a sentence; absent: it can. */
  readonly unavailable?: string;
  /** It was read earlier, for a recording: it cannot be read again. */
  readonly isRecorded?: true;
  /** Does nothing while one runs. */
  start(): void;
  /** Ends what runs with what it has. */
  stop(): void;
};

/** For a host whose memory cannot be read. */
export function noMapping(unavailable: string): Mapping {
  const {getState, subscribe} = createStore<MappingState>({phase: 'idle'});
  return {getState, subscribe, unavailable, start() {}, stop() {}};
}

/** @param tenants Names the tenants of the site; absent: they are known by machine, pod and user. */
export function createMapping(
  map: NonNullable<Host['map']>,
  model: () => Model | undefined,
  tenants?: RegExp,
): Mapping {
  const store = createStore<MappingState>({phase: 'idle'});

  function amend(run: Running<SharingMap>, change: Partial<MappingState>): void {
    const state = store.getState();
    if (state.run === run) store.set({...state, ...change});
  }

  async function follow(
    run: Running<SharingMap>,
    reportOf: (map: SharingMap) => MapReport,
  ): Promise<void> {
    try {
      const report = reportOf(await run.result);
      const isPartial = store.getState().isStopping === true;
      store.set({phase: 'ended', report, isPartial});
    } catch (error) {
      store.set({phase: 'failed', problem: messageOf(error)});
    }
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    start() {
      const newest = model();
      if (store.getState().run || !newest) return;
      const request = mapRequest(newest, usualMapLimits, tenants);
      const reportOf = (result: SharingMap) => mapReport(newest.sample, request, result);
      const run: Running<SharingMap> = map(request, {
        progress: (progress) => amend(run, {progress}),
        soFar: (result) => amend(run, {report: reportOf(result), isPartial: true}),
      });
      store.set({phase: 'running', run});
      void follow(run, reportOf);
    },
    stop() {
      const {run} = store.getState();
      if (!run) return;
      amend(run, {isStopping: true});
      run.stop();
    },
  };
}
