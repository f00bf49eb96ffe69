import type {Host, WriteOutcome} from '../host/host.js';
import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Model} from '../model/model.js';
import type {Checked, Values} from '../model/tuning/checkValue.js';
import {dangersOf, unmerges} from '../model/tuning/memoryLimit.js';
import {type Plan, planChanges} from '../model/tuning/plan.js';
import {messageOf} from '../text/messageOf.js';
import {createBoosting} from './boosting.js';
import {carryOut, type Execution} from './carryOut.js';
import type {Purpose} from './change.js';
import {createChangesUnderWay} from './changesUnderWay.js';
import type {Feed} from './feed.js';
import {createStore, type ReadableStore} from './store.js';
import {
  type Draft,
  initialTuning,
  modelWith,
  presentValues,
  type TuningState,
  withDone,
  withSample,
} from './tuningState.js';
import {noteAnswers} from './unanswered.js';

/** What a change needs besides its values. */
export type ChangeRequest = Purpose & {
  /** Asks the user; resolves with whether to continue. */
  ask: (question: string) => Promise<boolean>;
  /** Absent: it is asked only where the change costs something. */
  question?: string;
};

/** Changes parameters: one plan after another, in the background, each undoable. */
export type Tuning = ReadableStore<TuningState> & {
  /** What parameters hold, as far as is known, and will hold once pending writes are done. */
  present: () => Values;
  /** Plans the writes for some values, as if all pending writes were done. */
  plan: (wanted: Values) => Checked<Plan>;
  /** Plans a change, asks where it costs something, carries it out; resolves with whether it did. */
  change: (wanted: Values, request: ChangeRequest) => Promise<boolean>;
  /** Carries a plan out when its turn comes; resolves with whether it was done. */
  carryOut: (plan: Plan, purpose?: Purpose) => Promise<boolean>;
  /** Selects values without writing them; absent: none. */
  draft: (draft: Draft | undefined) => void;
  /** Lets a boost settle now, if there is one. */
  settle: () => Promise<void>;
  /** Stops and restores what is under way; begins nothing more. */
  interrupt: () => void;
  /** Resolves when nothing is under way. */
  idle: () => Promise<void>;
  say: (good: boolean, text: string) => void;
};

/** What the host shows; a live feed is asked for a sample after each change. */
export type TuningFeed = Pick<Feed, 'getState' | 'subscribe'> & Partial<Pick<Feed, 'sampleNow'>>;

export function createTuning(
  host: Pick<Host, 'write' | 'writeWhenGone' | 'memoryLimits'>,
  feed: TuningFeed,
): Tuning {
  const store = createStore<TuningState>(initialTuning);
  const interruption = new AbortController();
  const model = () => feed.getState().model;
  const boosting = createBoosting(store, host, {plan, carryOut: carryOutInTurn, model});
  const changes = createChangesUnderWay(store);
  /** Resolves when the last change in the queue is over. */
  let queue: Promise<unknown> = Promise.resolve();
  let observed: Model | undefined;

  const update = (next: Partial<TuningState>) => store.set({...store.getState(), ...next});
  const say = (good: boolean, text: string) => update({message: {good, text}});
  const present = () => presentValues(store.getState(), feed.getState());

  function plan(wanted: Values): Checked<Plan> {
    const newest = model();
    return newest
      ? planChanges(modelWith(newest, present()), wanted, store.getState().ownPages)
      : {problem: 'Nothing has been read yet.'};
  }

  async function change(wanted: Values, request: ChangeRequest): Promise<boolean> {
    const {ask, question, ...purpose} = request;
    const planned = plan(wanted);
    if (planned.problem !== undefined) return refuse(planned.problem);
    const {writes, costs} = planned.value;
    if (writes.length === 0 && !purpose.undoes) {
      say(true, 'Nothing to change.');
      return false;
    }
    // Without a wait, the question is open before the next key, which then answers it.
    const warnings = unmerges(writes) ? [...costs, ...(await dangersIn(planned.value))] : costs;
    if (warnings.length === 0 && question === undefined) {
      return carryOutInTurn(planned.value, purpose);
    }
    const id = changes.add('asking', planned.value, purpose);
    const yes = await ask([...warnings, question ?? 'Continue?'].join(' '));
    // While the question was open, the host may have changed.
    const renewed = yes ? plan(wanted) : undefined;
    if (!renewed?.value) {
      changes.advance(id, 'decline');
      return renewed ? refuse(renewed.problem) : false;
    }
    changes.replan(id, renewed.value);
    changes.advance(id, 'confirm');
    return runInTurn(id);
  }

  function refuse(problem: string): false {
    say(false, problem);
    return false;
  }

  async function dangersIn({writes}: Plan): Promise<readonly string[]> {
    const newest = model();
    return newest ? dangersOf(newest, writes, host) : [];
  }

  function carryOutInTurn(plan: Plan, purpose: Purpose = {}): Promise<boolean> {
    return runInTurn(changes.add('waiting', plan, purpose));
  }

  function runInTurn(id: number): Promise<boolean> {
    const over = queue
      .then(() => run(id))
      .catch((error: unknown) => {
        changes.advance(id, 'fail');
        changes.dropWaiting();
        return refuse(messageOf(error));
      });
    queue = over;
    return over;
  }

  async function run(id: number): Promise<boolean> {
    const change = changes.find(id);
    if (!change) return false;
    const {plan, purpose} = change;
    changes.advance(id, 'begin');
    // Before the first write: from then on, the end of this program leaves no boost behind.
    if (purpose.settles) boosting.secure(purpose.settles);
    const execution = await carryOut(plan, (name, to) => write(id, name, to), {
      signal: interruption.signal,
      onRefusal: () => changes.advance(id, 'refuse'),
    });
    update({unanswered: noteAnswers(store.getState().unanswered, execution)});
    changes.advance(id, 'finish');
    if (execution.problem === undefined) {
      store.set(withDone(store.getState(), change, execution, feed.getState()));
    } else {
      noteRefused(execution.problem, execution);
    }
    boosting.secureOrWithdraw();
    feed.sampleNow?.();
    return execution.problem === undefined;
  }

  async function write(id: number, name: ParameterName, to: string): Promise<WriteOutcome> {
    const begun = {name, to, sinceMs: Date.now()};
    changes.beginWrite(id, begun);
    const outcome = await host.write(name, to);
    const {value} = outcome;
    if (value !== undefined) {
      const {readBack} = store.getState();
      const moment = {timeMs: Date.now(), monotonicMs: performance.now()};
      update({readBack: {...readBack, [name]: {value, ...moment}}});
    }
    changes.endWrite(id, begun);
    return outcome;
  }

  function noteRefused(problem: string, {notRestored}: Execution): void {
    changes.dropWaiting();
    const left = notRestored.map((sentence) => `Not restored: ${sentence}`);
    say(false, [problem, ...left].join(' '));
  }

  /** Takes in a new model from the feed. */
  function observe(): void {
    const newest = model();
    if (!newest || newest === observed) return;
    observed = newest;
    const state = store.getState();
    const next = withSample(state, newest);
    if (next !== state) store.set(next);
    boosting.follow(newest);
  }

  feed.subscribe(observe);
  observe();

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    present,
    plan,
    change,
    carryOut: carryOutInTurn,
    draft: (draft) => update({draft}),
    settle: boosting.settle,
    interrupt: () => interruption.abort(),
    async idle() {
      await queue;
    },
    say,
  };
}
