import type {LeftOut} from '../../model/estimate/savingsEstimate.js';
import type {ProcessName} from '../../model/sample/sample.js';

/** The kinds of messages between ksmtop and a child that reads pages of processes. */
export const marks = {
  /** To it, once: its task as JSON. */
  task: 1,
  /** From it, repeatedly: a `PagesProgress` as JSON. */
  progress: 2,
  /** From it: a result as JSON, of all processes that are finished so far. */
  soFar: 3,
  /** From it, once: the result of all of them. */
  result: 4,
} as const;

/** What every such child reads; groups are numbered from 1. */
export type PagesTask = {
  procfs: string;
  /** Group by group. */
  processes: readonly TaskProcess[];
  /** Left out from the start: they made another child hang. */
  leftOut: readonly LeftOut[];
  pageBytes: number;
  /** Of one core, at most. */
  cpuPercent: number;
  timeLimitSeconds: number;
};

export type TaskProcess = ProcessName & {group: number};

/** The process that is being read: if the child hangs, it is the cause. */
export type PagesProgress = {pid?: number};

/** Where a child reports to. */
export type PagesListener<Progress, Result> = {
  progress(progress: Progress): void;
  /** Of all processes that are finished so far. */
  soFar(result: Result): void;
};
