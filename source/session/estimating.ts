import type {Host} from '../host/host.js';
import {isReadTwice} from '../model/estimate/estimateBound.js';
import {
  type EstimateChoice,
  estimateRequest,
  usualLimits,
} from '../model/estimate/estimateRequest.js';
import {type KnownEstimates, rememberEstimate} from '../model/estimate/knownEstimates.js';
import type {Estimate, EstimateGroup, EstimateProgress} from '../model/estimate/savingsEstimate.js';
import type {Model} from '../model/model.js';
import type {Running} from '../model/running.js';
import {messageOf} from '../text/messageOf.js';
import {createStore, type ReadableStore} from './store.js';

/** The estimate of this session: none yet, one that runs, or the last one. */
export type EstimateRun =
  | {phase: 'idle'}
  | EstimateUnderWay
  | {
      phase: 'ended';
      groups: readonly EstimateGroup[];
      estimate: Estimate;
      timeMs: number;
      /** It was stopped, or its time was over, before it had read everything. */
      isPartial: boolean;
    }
  | {phase: 'failed'; problem: string};

export type EstimateUnderWay = {
  phase: 'running';
  groups: readonly EstimateGroup[];
  startedMs: number;
  /** Absent in a recording, where nothing is read. */
  reading?: Running<Estimate>;
  progress?: EstimateProgress;
  /** Of the processes that are finished so far. */
  estimate?: Estimate;
  /** It was asked to end with what it has. */
  isStopping?: true;
};

export type EstimatingState = {
  run: EstimateRun;
  /** Of earlier runs, too, by container. */
  known: KnownEstimates;
};

/** Estimates what KSM would save on one host, one run at a time. */
export type Estimating = ReadableStore<EstimatingState> & {
  /** Why it cannot, as the end of a sentence; absent: it can. */
  readonly unavailable?: string;
  /** It was made during a recording, or for one: none can be started. */
  readonly isRecorded?: true;
  /** Does nothing while one runs. */
  start(choice: EstimateChoice): void;
  /** Ends what runs with what it has. */
  stop(): void;
};

const initial: EstimatingState = {run: {phase: 'idle'}, known: new Map()};

/** For a host whose memory cannot be read. */
export function noEstimating(unavailable: string): Estimating {
  const {getState, subscribe} = createStore(initial);
  return {getState, subscribe, unavailable, start() {}, stop() {}};
}

/** @param ownPid Of this program, where it runs on that host. */
export function createEstimating(
  estimate: NonNullable<Host['estimate']>,
  model: () => Model | undefined,
  ownPid?: number,
): Estimating {
  const store = createStore(initial);
  const setRun = (run: EstimateRun) => store.set({...store.getState(), run});

  /** Changes the run that is under way; whatever an ended one still reports is dropped. */
  function amend(reading: Running<Estimate>, change: Partial<EstimateUnderWay>): void {
    const {run} = store.getState();
    if (run.phase === 'running' && run.reading === reading) setRun({...run, ...change});
  }

  async function follow(
    reading: Running<Estimate>,
    groups: readonly EstimateGroup[],
  ): Promise<void> {
    try {
      const estimate = await reading.result;
      const {run, known} = store.getState();
      const isStopped = run.phase === 'running' && run.isStopping === true;
      const isPartial = isStopped || !isReadTwice(estimate);
      const timeMs = Date.now();
      store.set({
        run: {phase: 'ended', groups, estimate, timeMs, isPartial},
        known: rememberEstimate(known, model(), {groups, estimate, timeMs}),
      });
    } catch (error) {
      setRun({phase: 'failed', problem: messageOf(error)});
    }
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    start(choice) {
      const newest = model();
      if (store.getState().run.phase === 'running' || !newest) return;
      const request = estimateRequest(newest, choice, usualLimits, ownPid);
      const {groups} = request;
      if (groups.length === 0) {
        setRun({phase: 'failed', problem: 'There is no process to read: it has ended.'});
        return;
      }
      const startedMs = Date.now();
      const reading: Running<Estimate> = estimate(request, {
        progress: (progress) => amend(reading, {progress}),
        soFar: (result) => amend(reading, {estimate: result}),
      });
      setRun({phase: 'running', groups, startedMs, reading});
      void follow(reading, groups);
    },
    stop() {
      const {run} = store.getState();
      if (run.phase !== 'running' || !run.reading) return;
      amend(run.reading, {isStopping: true});
      run.reading.stop();
    },
  };
}
