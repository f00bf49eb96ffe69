import type {Candidate} from '../../model/optIn/optInCosts.js';
import type {ChangedProcess, OptInOutcome} from '../../model/optIn/optInResult.js';
import type {OptInAction} from '../../model/optIn/optInTarget.js';
import type {OptInChoice} from '../../model/optIn/plannedProcesses.js';
import type {Running} from '../../model/running.js';
import {messageOf} from '../../text/messageOf.js';

/** What the panel shows: nothing yet, a question, progress, or what became of it. */
export type OptInRun =
  | {phase: 'idle'}
  | {phase: 'looking'; action: OptInAction}
  | AskingOptIn
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

export type AskingOptIn = {
  phase: 'asking';
  action: OptInAction;
  choice: OptInChoice;
  candidates: readonly Candidate[];
  sentences: readonly string[];
  /** Whether a yes would change anything. */
  hasWork: boolean;
};

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
  /** The look or the change that is under way, one at a time; absent: none. */
  work?: Running<unknown>;
  optedIn: readonly OptedIn[];
  /** When the last of them was opted in. */
  lastMs?: number;
};

/** The state when no look and no change is under way. */
export function withRun({work: _, ...state}: OptingInState, run: OptInRun): OptingInState {
  return {...state, run};
}

export function failed(error: unknown): OptInRun {
  return {phase: 'failed', problem: messageOf(error)};
}

/** Outcomes after which a process is no longer what it was before. */
const settling: Readonly<Record<OptInAction, ReadonlySet<OptInOutcome>>> = {
  in: new Set(['opted-in', 'unknown', 'gone']),
  out: new Set(['opted-out', 'already', 'gone']),
};

/** What is opted in by this session, after these results. */
export function remembered(
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
