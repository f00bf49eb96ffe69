import {isReadTwice} from '../model/estimate/estimateBound.js';
import {rememberEstimate} from '../model/estimate/knownEstimates.js';
import type {Estimate, EstimateGroup, EstimateReport} from '../model/estimate/savingsEstimate.js';
import type {MapReport} from '../model/map/mapReport.js';
import type {Model} from '../model/model.js';
import type {Estimating, EstimatingState} from './estimating.js';
import type {Mapping, MappingState} from './mapping.js';
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
  return recorded(store);
}

/**
 * An estimate that was printed while the host of a recording was in the state of this model: shown at
 * every time of the recording.
 */
export function createPrintedEstimating(report: EstimateReport, model: Model): Estimating {
  const {groups, estimate, timeMs} = report;
  return recorded(
    createStore<EstimatingState>({
      run: {phase: 'ended', groups, estimate, timeMs, isPartial: !isReadTwice(estimate)},
      known: rememberEstimate(new Map(), model, report),
    }),
  );
}

/** A sharing map that was printed while the host of a recording was recorded. */
export function createPrintedMapping(report: MapReport): Mapping {
  return recorded(
    createStore<MappingState>({phase: 'ended', report, isPartial: report.map.processesNotRead > 0}),
  );
}

function recorded<State>({getState, subscribe}: ReadableStore<State>) {
  return {getState, subscribe, isRecorded: true as const, start() {}, stop() {}};
}
