import type {OptInTarget, OptInWay} from '../../model/optIn/optInTarget.js';
import type {StepName} from './thread/holdSteps.js';

/** What frames of the child that opts in are. */
export const marks = {
  /** To it: a `LookTask` as JSON. It answers with `looked`. */
  look: 1,
  /** To it: opt in or out what it looked at last. It answers with `result`; until then it must live. */
  go: 2,
  /** To it: a line for the journal. */
  journal: 3,
  /** From it: a `LookedAt` as JSON. */
  looked: 4,
  /** From it: an `OptInResult` as JSON. */
  result: 5,
  /** To it: a `ForgetTask` as JSON. */
  forget: 6,
} as const;

/** A task for the child: look at a process. */
export type LookTask = OptInTarget & {
  procfs: string;
  /** Absent: nothing is registered. */
  registerDirectory?: string;
  /** For a test: stop this process before that step, as if it were killed there. */
  pauseBefore?: StepName;
  /** For a test: as on a kernel that has only this way. */
  way?: OptInWay;
};

/** A task for the child: drop from the register what is not opted in anymore in these containers. */
export type ForgetTask = {
  procfs: string;
  registerDirectory: string;
  containerIds: readonly string[];
};
