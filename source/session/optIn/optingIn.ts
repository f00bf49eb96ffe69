import type {Model} from '../../model/model.js';
import type {OptInChanger} from '../../model/optIn/optInChanger.js';
import {type Candidate, isPossible} from '../../model/optIn/optInCosts.js';
import type {ChangedProcess, OptInOutcome} from '../../model/optIn/optInResult.js';
import type {OptInAction} from '../../model/optIn/optInTarget.js';
import type {OptInChoice} from '../../model/optIn/plannedProcesses.js';
import {endedOptIns, runningOptIns, stillRunning} from '../../model/optIn/registeredCounts.js';
import type {Running} from '../../model/running.js';
import type {ReadMemoryLimits} from '../../model/tuning/memoryLimit.js';
import {createStore, type ReadableStore} from '../store.js';
import {questionSentences} from './questionSentences.js';

/** What the panel shows: nothing yet, a question, progress, or what became of it. */
export type OptInRun =
  | {phase: 'idle'}
  | {phase: 'looking'; action: OptInAction}
  | {
      phase: 'asking';
      action: OptInAction;
      choice: OptInChoice;
      candidates: readonly Candidate[];
      sentences: readonly string[];
      /** Whether a yes would change anything. */
      hasWork: boolean;
    }
  | {phase: 'changing'; action: OptInAction; total: number; done: number}
  | {
      phase: 'ended';
      action: OptInAction;
      changed: readonly ChangedProcess[];
      /** Why it is not known what became of some, a sentence. */
      problem?: string;
      /** Of the host, before the first of them. */
      savedBytesBefore: number | undefined;
      fullScansBefore: number | undefined;
    }
  | {phase: 'failed'; problem: string};

/** A process that this session opted in, and did not opt out. */
export type OptedIn = {
  pid: number;
  startTicks: number | undefined;
  containerId: string;
  /** The connection to its host ended before the answer. */
  isUnknown?: true;
};

export type OptingInState = {
  run: OptInRun;
  optedIn: readonly OptedIn[];
  /** When the last of them was opted in. */
  lastMs?: number;
};

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

export function createOptingIn({changer, memoryLimits, model}: OptingInHost): OptingIn {
  const store = createStore(initial);
  /** What is looked at or changed now. */
  let running: Running<unknown> | undefined;
  const setRun = (run: OptInRun) => store.set({...store.getState(), run});

  async function look(action: OptInAction, choice: OptInChoice): Promise<void> {
    const present = model();
    if (!present || running) return;
    setRun({phase: 'looking', action});
    const looking = changer.look(present, choice, action);
    running = looking;
    try {
      const candidates = await looking.result;
      const sentences = await questionSentences(present, choice.containerIds, candidates, action, {
        memoryLimits,
      });
      // It was stopped meanwhile.
      if (running !== looking) return;
      const hasWork =
        candidates.some(isPossible) ||
        (action === 'out' && endedOptIns(present.sample, choice.containerIds) > 0);
      setRun({phase: 'asking', action, choice, candidates, sentences, hasWork});
    } catch (error) {
      if (running === looking) fail(error);
    } finally {
      if (running === looking) running = undefined;
    }
  }

  async function change({action, choice, candidates}: OptInRun & {phase: 'asking'}): Promise<void> {
    const before = model();
    const total = candidates.length;
    let done = 0;
    setRun({phase: 'changing', action, total, done});
    const changing = changer.change({action, choice, candidates}, () => {
      done++;
      setRun({phase: 'changing', action, total: Math.max(total, done), done});
    });
    running = changing;
    try {
      const {changed, problem} = await changing.result;
      store.set({
        run: {
          phase: 'ended',
          action,
          changed,
          ...(problem !== undefined && {problem}),
          savedBytesBefore: before?.figures.savedBytes,
          fullScansBefore: before?.sample.ksm?.counters.full_scans,
        },
        optedIn: remember(store.getState().optedIn, changed),
        lastMs: Date.now(),
      });
    } catch (error) {
      fail(error);
    } finally {
      running = undefined;
    }
  }

  function fail(error: unknown): void {
    setRun({phase: 'failed', problem: error instanceof Error ? error.message : String(error)});
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    begin: (action, choice) => void look(action, choice),
    beginUndo() {
      const {optedIn} = store.getState();
      const sample = model()?.sample;
      if (!sample) return;
      const own = stillRunning(sample, optedIn);
      const undone = own.length > 0 ? own : runningOptIns(sample);
      const pids = undone.map(({pid}) => pid);
      void look('out', {containerIds: [], pids});
    },
    answer(yes) {
      const {run} = store.getState();
      if (run.phase !== 'asking') return;
      if (yes && run.hasWork) void change(run);
      else setRun({phase: 'idle'});
    },
    async stop() {
      const stopped = running;
      stopped?.stop();
      if (store.getState().run.phase !== 'looking') {
        await stopped?.result.catch(() => {});
        return;
      }
      running = undefined;
      setRun({phase: 'idle'});
    },
  };
}

/** Outcomes after which a process is no longer what it was before. */
const settling: Readonly<Record<OptInAction, ReadonlySet<OptInOutcome>>> = {
  in: new Set(['opted-in', 'unknown', 'gone']),
  out: new Set(['opted-out', 'already', 'gone']),
};

/** What is opted in by this session, after these results. */
function remember(
  optedIn: readonly OptedIn[],
  changed: readonly ChangedProcess[],
): readonly OptedIn[] {
  const settled = changed.filter(({target, result}) => settling[target.action].has(result.outcome));
  const seen = new Set(settled.map(({target}) => target.pid));
  const others = optedIn.filter(({pid}) => !seen.has(pid));
  const added = settled.filter(
    ({target, result}) => target.action === 'in' && result.outcome !== 'gone',
  );
  return [
    ...others,
    ...added.map(({target: {pid, startTicks}, container, result}) => ({
      ...{pid, startTicks, containerId: container.id},
      ...(result.outcome === 'unknown' && {isUnknown: true as const}),
    })),
  ];
}
