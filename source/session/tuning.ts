import type {Host} from '../host/host.js';
import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Model} from '../model/model.js';
import {type Boost, boostText, followBoost, startBoost} from '../model/tuning/boost.js';
import type {Checked, Values} from '../model/tuning/checkValue.js';
import {type Forecast, forecast, samePace} from '../model/tuning/forecast.js';
import {dangersOf} from '../model/tuning/memoryLimit.js';
import type {ParameterChange} from '../model/tuning/parameterChanges.js';
import {type Plan, planChanges} from '../model/tuning/plan.js';
import {presets, presetValues} from '../model/tuning/presets.js';
import {carryOut, type Execution, readBackTexts} from './carryOut.js';
import {type Change, changeOf, doneText, logOf} from './change.js';
import type {Feed} from './feed.js';
import {createUnanswered} from './unanswered.js';
import {createWriting, type PendingWrite} from './writing.js';

/** Values that were chosen and not written yet. */
export type Draft = {values: Values; settles?: Boost['settles']};

/** What was forecast when the last change was written, and the values that it rests on. */
export type Expectation = {values: Values; forecast: Forecast};

export type TuningState = {
  /** Writes that the kernel has not answered yet, the oldest first. */
  pending: readonly PendingWrite[];
  /** Changes that can be taken back, the newest last. */
  changes: readonly Change[];
  draft?: Draft;
  expectation?: Expectation;
  /** A preset that settles by itself, on its way. */
  boost?: Boost;
  /** All writes of this sitting that were done, the newest last. */
  log: readonly ParameterChange[];
  /** What the last change came to. */
  message?: {good: boolean; text: string};
};

/** Why a plan is carried out, when it is not for its values alone. */
export type Purpose = {undoes?: Change; settles?: Boost['settles']};

/** Changes parameters for the screen: one plan after another, off its path, undoable. */
export type Tuning = {
  getState: () => TuningState;
  subscribe: (listener: () => void) => () => void;
  /** What parameters hold as far as is known here, pending writes done. */
  present: () => Values;
  /** Plans the way to some values, from where all pending writes lead. */
  plan: (wanted: Values) => Checked<Plan>;
  /** What else a plan may do, from what is only read for this. */
  dangers: (plan: Plan) => Promise<readonly string[]>;
  /** Carries a plan out when its turn has come; whether all of it was done. */
  carryOut: (plan: Plan, purpose?: Purpose) => Promise<boolean>;
  /** Puts values beside those that the host has; absent: none any more. */
  draft: (draft: Draft | undefined) => void;
  /** Lets a boost settle now, if there is one. */
  settle: () => Promise<void>;
  /** The newest change that is not being taken back yet. */
  lastChange: () => Change | undefined;
  /** The values that the host had when it was first seen. */
  start: () => Values;
  /** What was changed here and is not as it was at the start. */
  leftChanged: () => ReadonlyArray<{name: ParameterName; from: string; to: string}>;
  /** Takes back what is under way, and begins nothing more. */
  interrupt: () => void;
  /** Resolves when nothing is under way. */
  idle: () => Promise<void>;
  say: (good: boolean, text: string) => void;
};

/** What the host shows; a live one is asked for a sample after each change. */
export type TuningFeed = Pick<Feed, 'getState' | 'subscribe'> & Partial<Pick<Feed, 'sampleNow'>>;

/**
 * Steers a host by what its feed shows. It is to be made before the screen, so that it knows a new
 * model by the time that this is drawn.
 */
export function createTuning(
  host: Pick<Host, 'write' | 'writeWhenGone' | 'memoryLimits'>,
  feed: TuningFeed,
): Tuning {
  let state: TuningState = {pending: [], changes: [], log: []};
  let model: Model | undefined;
  let start: Values | undefined;
  /** pages_to_scan as it was when no advisor set it. */
  let ownPages: string | undefined;
  /** A boost is on its way, and settles even without us: calls that off. */
  let callOff: (() => void) | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const undoing = new Set<Change>();
  const written = new Set<ParameterName>();
  const interruption = new AbortController();
  const listeners = new Set<() => void>();
  const unanswered = createUnanswered();
  const writing = createWriting(host, (pending) => update({pending}));

  function update(next: Partial<TuningState>): void {
    state = {...state, ...next};
    for (const listener of listeners) listener();
  }

  const present = () => ({...model?.sample.ksm?.parameters, ...writing.present()});

  function carryOutInTurn(plan: Plan, purpose: Purpose = {}): Promise<boolean> {
    const {undoes, settles} = purpose;
    const ticket = writing.announce(plan.writes);
    if (undoes) undoing.add(undoes);
    const done = last.then(async () => {
      // Before the first write: from then on the end of this program leaves no boost behind.
      if (settles && !ticket.cancelled) promiseToSettle(settles);
      const execution: Execution = ticket.cancelled
        ? {tried: [], notRestored: []}
        : await carryOut(plan, ticket.write, {signal: interruption.signal});
      const {problem, notRestored} = execution;
      unanswered.note(execution);
      if (undoes) undoing.delete(undoes);
      if (ticket.cancelled) return false;
      ticket.end();
      if (problem === undefined) {
        note(plan, purpose, readBackTexts(execution));
      } else {
        // What waits was planned for values that are not there now.
        writing.cancelAll();
        followFate();
        const left = notRestored.map((sentence) => ` Not taken back: ${sentence}`);
        update({message: {good: false, text: problem + left.join('')}});
      }
      feed.sampleNow?.();
      return problem === undefined;
    });
    const settled = done.catch((error: unknown) => {
      if (undoes) undoing.delete(undoes);
      writing.cancelAll();
      const text = error instanceof Error ? error.message : String(error);
      update({message: {good: false, text}});
      return false;
    });
    last = settled;
    return settled;
  }

  function note(plan: Plan, {undoes, settles}: Purpose, readBack: readonly string[]): void {
    for (const {name} of plan.writes) written.add(name);
    const {boost: _, expectation, ...others} = state;
    const changes = state.changes.filter((change) => change !== undoes);
    state = others;
    update({
      changes: undoes ? changes : [...changes, changeOf(plan)],
      log: [...state.log, ...logOf(plan)],
      message: {good: true, text: [...readBack, doneText(plan, undoes !== undefined)].join(' ')},
      ...expectationAfter(plan, expectation),
      ...(model && settles && {boost: startBoost(settles, model)}),
    });
    followFate();
  }

  function promiseToSettle(settles: Boost['settles']): void {
    callOff ??= host.writeWhenGone?.(settlingPlan(settles)?.value?.writes ?? []);
  }

  /** Sees to it that a boost does not outlive this program. */
  function followFate(): void {
    const {boost} = state;
    if (boost?.state === 'boosting') {
      promiseToSettle(boost.settles);
    } else if (boost?.state !== 'settled') {
      callOff?.();
      callOff = undefined;
    }
  }

  function settlingPlan(settles: Boost['settles']): Checked<Plan> | undefined {
    const into = presets.find(({name}) => name === settles.into);
    return model && into && plan(presetValues(into, model).value ?? {});
  }

  /** What is to be expected after a plan; what changes no pace leaves the expectation as it was. */
  function expectationAfter(
    {before}: Plan,
    former: Expectation | undefined,
  ): Pick<TuningState, 'expectation'> {
    const values = present();
    if (!model || samePace(before, values)) return former ? {expectation: former} : {};
    return {expectation: {values, forecast: forecast(modelAt(model), {})}};
  }

  /** The newest model, with the values that writes have led or will lead to. */
  function modelAt({sample, ...rest}: Model): Model {
    const {ksm} = sample;
    return {...rest, sample: {...sample, ...(ksm && {ksm: {...ksm, parameters: present()}})}};
  }

  function plan(wanted: Values): Checked<Plan> {
    return model
      ? planChanges(modelAt(model), wanted, ownPages)
      : {problem: 'Nothing was read yet.'};
  }

  async function settle(): Promise<void> {
    const {boost} = state;
    const planned = boost && settlingPlan(boost.settles);
    if (!planned) return;
    update({boost: {...boost, state: 'settled'}});
    if (planned.value) await carryOutInTurn(planned.value);
    else update({message: {good: false, text: planned.problem}});
  }

  /** Takes notice of what the host shows now. */
  function observe(): void {
    const newest = feed.getState().model;
    if (!newest || newest === model) return;
    model = newest;
    const parameters = newest.sample.ksm?.parameters;
    start ??= parameters;
    writing.forgetSeen(newest.sample.timeMs);
    const message = unanswered.settle(parameters ?? {});
    if (message) update({message});
    if (parameters?.advisor_mode !== 'scan-time') ownPages = parameters?.pages_to_scan;
    if (state.boost?.state !== 'boosting') return;
    // At the far end of a line that ended, it settles without us.
    const elsewhere = settlingPlan(state.boost.settles)?.value?.writes.length === 0;
    const boost: Boost = elsewhere
      ? {...state.boost, state: 'settled'}
      : followBoost(state.boost, newest);
    if (boost === state.boost) return;
    update({boost, message: {good: true, text: boostText(boost)}});
    followFate();
    if (boost.state === 'settled' && !elsewhere) void settle();
  }

  feed.subscribe(observe);
  observe();

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    present,
    plan,
    dangers: async ({writes}) => (model ? dangersOf(model, writes, host) : []),
    carryOut: carryOutInTurn,
    draft(draft) {
      const {draft: _, ...others} = state;
      state = others;
      update(draft ? {draft} : {});
    },
    settle,
    lastChange: () => state.changes.findLast((change) => !undoing.has(change)),
    start: () => start ?? {},
    leftChanged() {
      const now = present();
      return [...written].flatMap((name) => {
        const from = start?.[name];
        const to = now[name];
        return from === undefined || to === undefined || from === to ? [] : [{name, from, to}];
      });
    },
    interrupt: () => interruption.abort(),
    async idle() {
      await last;
    },
    say: (good, text) => update({message: {good, text}}),
  };
}
