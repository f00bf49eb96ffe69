import type {Host} from '../host/host.js';
import {type MapReport, mapReport} from '../model/map/mapReport.js';
import {mapRequest, usualMapLimits} from '../model/map/mapRequest.js';
import type {MapProgress, RunningMap, SharingMap} from '../model/map/sharingMap.js';
import type {Model} from '../model/model.js';
import {createStore, type ReadableStore} from './store.js';

/** The sharing map of this session: none yet, one that is being read, or the last one. */
export type MappingState = {
  phase: 'idle' | 'running' | 'ended' | 'failed';
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
  let running: RunningMap | undefined;
  let isStopped = false;

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    start() {
      const newest = model();
      if (running || !newest) return;
      const request = mapRequest(newest, usualMapLimits, tenants);
      const reportOf = (result: SharingMap) => mapReport(newest.sample, request, result);
      /** What an ended run still reports is dropped. */
      const amend = (change: Partial<MappingState>) => {
        if (running === started) store.set({...store.getState(), ...change});
      };
      store.set({phase: 'running'});
      isStopped = false;
      const started: RunningMap = map(request, {
        progress: (progress) => amend({progress}),
        soFar: (result) => amend({report: reportOf(result), isPartial: true}),
      });
      running = started;
      started.result.then(
        (result) => {
          running = undefined;
          store.set({phase: 'ended', report: reportOf(result), isPartial: isStopped});
        },
        (error: Error) => {
          running = undefined;
          store.set({phase: 'failed', problem: error.message});
        },
      );
    },
    stop() {
      isStopped = true;
      running?.stop();
    },
  };
}
