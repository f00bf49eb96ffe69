import {rememberEstimate} from '../model/estimate/knownEstimates.js';
import type {Estimate, EstimateGroup} from '../model/estimate/savingsEstimate.js';
import type {Model} from '../model/model.js';
import type {Estimating, EstimatingState} from './estimating.js';
import {createStore, type ReadableStore} from './store.js';

type Recorded = {
  startMs: number;
  endMs: number;
  groups: readonly EstimateGroup[];
  estimate: Estimate;
  /** The host when it was made. */
  model: Model;
};

/** An estimate that was made during a recording, as far as it was at the time on the screen. */
export function createRecordedEstimating(
  feed: ReadableStore<{place: {timeMs: number}}>,
  {startMs, endMs, groups, estimate, model}: Recorded,
): Estimating {
  const made = {groups, estimate, timeMs: endMs};
  const before: EstimatingState = {run: {phase: 'idle'}, known: new Map()};
  const during: EstimatingState = {
    ...before,
    run: {phase: 'running', groups, startedMs: startMs},
  };
  const after: EstimatingState = {
    run: {phase: 'ended', isPartial: false, ...made},
    known: rememberEstimate(new Map(), model, made),
  };
  const present = () => {
    const {timeMs} = feed.getState().place;
    if (timeMs < startMs) return before;
    return timeMs < endMs ? during : after;
  };
  const store = createStore(present());
  feed.subscribe(() => {
    if (present() !== store.getState()) store.set(present());
  });
  return {getState: store.getState, subscribe: store.subscribe, start() {}, stop() {}};
}
