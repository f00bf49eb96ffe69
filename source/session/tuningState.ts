import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Model} from '../model/model.js';
import {type Boost, startBoost} from '../model/tuning/boost.js';
import type {Values} from '../model/tuning/checkValue.js';
import {type Forecast, forecast, sameScanSettings} from '../model/tuning/forecast.js';
import type {ParameterChange} from '../model/tuning/parameterChanges.js';
import type {Plan} from '../model/tuning/plan.js';
import {type Execution, readBackTexts} from './carryOut.js';
import {type Change, changeOf, doneText, logOf} from './change.js';
import type {ChangeUnderWay, PendingWrite} from './changeStages.js';
import type {FeedState} from './feed.js';
import {readBackUnanswered} from './unanswered.js';

/** Values that were selected and not written yet. */
export type Draft = {values: Values; settles?: Boost['settles']};

/** The forecast of the last change, and the values that it is based on. */
export type Expectation = {values: Values; forecast: Forecast};

/** The outcome of the last change, or why there was none: for the status line. */
export type Message = {good: boolean; text: string};

/** A value that was read back, and when: by the wall clock, and by the monotonic one. */
type ReadBack = {value: string; timeMs: number; monotonicMs: number};

/** Everything that tuning knows beyond what the host shows. */
export type TuningState = {
  /** Changes that are not over yet, in the order in which they are carried out. */
  underWay: readonly ChangeUnderWay[];
  /** Changes that can be undone, the newest last. */
  changes: readonly Change[];
  /** All writes of this session that were done, the newest last. */
  log: readonly ParameterChange[];
  /** What was read back after the last write to each parameter. */
  readBack: Readonly<Partial<Record<ParameterName, ReadBack>>>;
  /** Values whose write was not answered, and which could not be read back. */
  unanswered: Values;
  draft: Draft | undefined;
  expectation: Expectation | undefined;
  /** A preset that settles by itself, while it works. */
  boost: Boost | undefined;
  message: Message | undefined;
  /** The values that the host had when it was first seen. */
  start: Values | undefined;
  /** pages_to_scan from before the advisor took it over. */
  ownPages: string | undefined;
};

export const initialTuning: TuningState = {
  ...{underWay: [], changes: [], log: [], readBack: {}, unanswered: {}},
  ...{draft: undefined, expectation: undefined, boost: undefined, message: undefined},
  ...{start: undefined, ownPages: undefined},
};

/** Writes that the kernel has not answered yet, the oldest first. */
export function pendingWrites({underWay}: Pick<TuningState, 'underWay'>): readonly PendingWrite[] {
  return underWay.flatMap(({pending}) => pending);
}

/** A clock may be behind, or be set back: samples received this long after a write are newer. */
const mistrustMs = 5000;

/** What the host shows, what was read back since, and what pending writes lead to. */
export function presentValues(
  state: Pick<TuningState, 'underWay' | 'readBack'>,
  {model, receivedMonotonicMs = Number.POSITIVE_INFINITY}: FeedState,
): Values {
  const newer = Object.entries(state.readBack).filter(
    ([, {timeMs, monotonicMs}]) =>
      (model?.sample.timeMs ?? 0) <= timeMs && receivedMonotonicMs - monotonicMs < mistrustMs,
  );
  return {
    ...model?.sample.ksm?.parameters,
    ...Object.fromEntries(newer.map(([name, {value}]) => [name, value])),
    ...Object.fromEntries(pendingWrites(state).map(({name, to}) => [name, to])),
  };
}

/** The newest change that is not being undone. */
export function lastChange({changes, underWay}: TuningState): Change | undefined {
  return changes.findLast((change) => !underWay.some(({purpose}) => purpose.undoes === change));
}

/** What this session changed and did not restore. */
export function leftChanged(
  {log, start}: TuningState,
  present: Values,
): ReadonlyArray<{name: ParameterName; from: string; to: string}> {
  return [...new Set(log.map(({name}) => name))].flatMap((name) => {
    const from = start?.[name];
    const to = present[name];
    return from === undefined || to === undefined || from === to ? [] : [{name, from, to}];
  });
}

/** The model with other values of parameters. */
export function modelWith({sample, ...rest}: Model, parameters: Values): Model {
  const {ksm} = sample;
  return {...rest, sample: {...sample, ...(ksm && {ksm: {...ksm, parameters}})}};
}

/** The state after a sample: with the first values, and the fate of unanswered writes. */
export function withSample(state: TuningState, {sample}: Model): TuningState {
  const parameters = sample.ksm?.parameters;
  const isAdvised = parameters?.advisor_mode === 'scan-time';
  const readBack = readBackUnanswered(state.unanswered, parameters ?? {});
  const next: TuningState = {
    ...state,
    start: state.start ?? parameters,
    ownPages: isAdvised ? state.ownPages : parameters?.pages_to_scan,
    ...(readBack && {
      unanswered: readBack.left,
      message: {good: readBack.good, text: readBack.text},
    }),
  };
  const isSame = next.start === state.start && next.ownPages === state.ownPages && !readBack;
  return isSame ? state : next;
}

/** The state after a change that was carried out. */
export function withDone(
  state: TuningState,
  {plan, purpose}: Pick<ChangeUnderWay, 'plan' | 'purpose'>,
  execution: Execution,
  feed: FeedState,
): TuningState {
  const {undoes, settles} = purpose;
  const {changes} = state;
  const texts = [...readBackTexts(execution), doneText(plan, undoes !== undefined)];
  const {model} = feed;
  return {
    ...state,
    changes: undoes ? changes.filter((each) => each !== undoes) : [...changes, changeOf(plan)],
    log: [...state.log, ...logOf(plan)],
    message: {good: true, text: texts.join(' ')},
    expectation: expectationAfter(plan, state.expectation, model, presentValues(state, feed)),
    boost: model && settles && startBoost(settles, model),
  };
}

/** A plan that does not change ksmd's pace does not change the expectation. */
function expectationAfter(
  {before}: Plan,
  former: Expectation | undefined,
  model: Model | undefined,
  values: Values,
): Expectation | undefined {
  if (!model || sameScanSettings(before, values)) return former;
  return {values, forecast: forecast(modelWith(model, values), {})};
}
