import type {Model} from '../../model/model.js';
import type {OptInChanger, OptInEnd} from '../../model/optIn/optInChanger.js';
import {alreadyDone, type Candidate, isPossible} from '../../model/optIn/optInCosts.js';
import type {OptInAction} from '../../model/optIn/optInTarget.js';
import type {OptInChoice} from '../../model/optIn/plannedProcesses.js';
import {lostOptIns, runningOptIns, stillRunning} from '../../model/optIn/registeredCounts.js';
import type {ReadMemoryLimits} from '../../model/tuning/memoryLimit.js';
import {createStore, type ReadableStore, type Store} from '../store.js';
import {
  type AskingOptIn,
  failed,
  type OptInRun,
  type OptingInState,
  remembered,
  withRun,
} from './optingInState.js';
import {questionSentences} from './questionSentences.js';

/** Opts processes of one host in and out, one choice at a time. */
export type OptingIn = ReadableStore<OptingInState> & {
  /** Why it cannot, as the end of a sentence; absent: it can. */
  readonly unavailable?: string;
  /** Looks at the choice, then asks. Does nothing while processes are changed. */
  begin(action: OptInAction, choice: OptInChoice): void;
  /**
   * Looks at what this session opted in, or else at what others did, then asks whether to take it
   * back.
   */
  beginUndo(): void;
  /** The answer to the question. */
  answer(yes: boolean): void;
  /** Leaves the processes that were not reached yet. Resolves when nothing is under way anymore. */
  stop(): Promise<void>;
};

const initial: OptingInState = {run: {phase: 'idle'}, optedIn: []};

/** For a host whose processes cannot be stopped from here. */
export function noOptingIn(unavailable: string): OptingIn {
  const {getState, subscribe} = createStore(initial);
  return {
    getState,
    subscribe,
    unavailable,
    begin() {},
    beginUndo() {},
    answer() {},
    async stop() {},
  };
}

export type OptingInHost = {
  changer: OptInChanger;
  memoryLimits?: ReadMemoryLimits | undefined;
  model: () => Model | undefined;
};

type Session = OptingInHost & {store: Store<OptingInState>};

export function createOptingIn(host: OptingInHost): OptingIn {
  const session: Session = {...host, store: createStore(initial)};
  const {getState, subscribe} = session.store;
  return {
    getState,
    subscribe,
    begin: (action, choice) => void look(session, action, choice),
    beginUndo: () => void lookAtOptedIn(session),
    answer: (yes) => void answer(session, yes),
    stop: () => stop(session),
  };
}

async function look(session: Session, action: OptInAction, choice: OptInChoice): Promise<void> {
  const {store, changer, model} = session;
  const present = model();
  if (!present || store.getState().work) return;
  const work = changer.look(present, choice, action);
  store.set({...store.getState(), run: {phase: 'looking', action}, work});
  const run = await work.result
    .then((candidates) => question(session, present, {action, choice, candidates}))
    .catch(failed);
  // Otherwise it was stopped meanwhile.
  if (store.getState().work === work) store.set(withRun(store.getState(), run));
}

async function question(
  {memoryLimits}: Session,
  present: Model,
  asked: {action: OptInAction; choice: OptInChoice; candidates: readonly Candidate[]},
): Promise<OptInRun> {
  const {action, candidates} = asked;
  const {containerIds} = asked.choice;
  const sentences = await questionSentences(present, containerIds, candidates, action, {
    memoryLimits,
  });
  const hasWork =
    candidates.some(isPossible) ||
    (action === 'out' && lostOptIns(present.sample, containerIds, alreadyDone(candidates)) > 0);
  return {phase: 'asking', ...asked, sentences, hasWork};
}

async function lookAtOptedIn(session: Session): Promise<void> {
  const sample = session.model()?.sample;
  if (!sample) return;
  const own = stillRunning(sample, session.store.getState().optedIn);
  const undone = own.length > 0 ? own : runningOptIns(sample);
  await look(session, 'out', {containerIds: [], pids: undone.map(({pid}) => pid)});
}

async function answer(session: Session, yes: boolean): Promise<void> {
  const {store} = session;
  const state = store.getState();
  const {run} = state;
  if (run.phase !== 'asking') return;
  if (yes && run.hasWork) await change(session, run);
  else store.set(withRun(state, {phase: 'idle'}));
}

async function change(session: Session, agreed: AskingOptIn): Promise<void> {
  const {store, changer, model} = session;
  const {action, choice, candidates} = agreed;
  const before = model();
  const total = candidates.length;
  store.set(withRun(store.getState(), {phase: 'changing', action, total, done: 0}));
  const work = changer.change({action, choice, candidates}, () =>
    store.set(withOneMore(store.getState())),
  );
  store.set({...store.getState(), work});
  const next = await work.result.then(
    (end) => endedState(store.getState(), agreed, end, before),
    (error: unknown) => withRun(store.getState(), failed(error)),
  );
  store.set(next);
}

/** More may be done than were looked at: those that started meanwhile. */
function withOneMore(state: OptingInState): OptingInState {
  const {run} = state;
  if (run.phase !== 'changing') return state;
  const done = run.done + 1;
  return {...state, run: {...run, done, total: Math.max(run.total, done)}};
}

function endedState(
  state: OptingInState,
  {action}: AskingOptIn,
  {changed, problem}: OptInEnd,
  before: Model | undefined,
): OptingInState {
  return {
    ...withRun(state, {
      phase: 'ended',
      action,
      changed,
      ...(problem !== undefined && {problem}),
      savedBytesBefore: before?.figures.savedBytes,
      fullScansBefore: before?.sample.ksm?.counters.full_scans,
    }),
    optedIn: remembered(state.optedIn, changed),
    lastMs: Date.now(),
  };
}

async function stop({store}: Session): Promise<void> {
  const state = store.getState();
  const {work, run} = state;
  work?.stop();
  // A look that is stopped asks nothing.
  if (run.phase === 'looking') store.set(withRun(state, {phase: 'idle'}));
  else await work?.result.catch(() => {});
}
