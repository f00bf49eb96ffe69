import type {LeftOut} from '../../model/estimate/estimate.js';
import type {ProcessName} from '../../model/sample/sample.js';

/** What frames of a child that reads the pages of processes are. */
export const marks = {
  /** To it, once: its task as JSON. */
  task: 1,
  /** From it, again and again: a `PagesProgress` as JSON. */
  progress: 2,
  /** From it: a result as JSON, of all processes that were finished so far. */
  soFar: 3,
  /** From it, once: the result of all of them. */
  result: 4,
} as const;

/** What every such child is to look at; groups have numbers from 1 on. */
export type PagesTask = {
  procfs: string;
  /** By group, so that one follows the other. */
  processes: readonly TaskProcess[];
  /** Known to be left out: they made another child hang. */
  leftOut: readonly LeftOut[];
  pageBytes: number;
  /** Of one core, at most. */
  cpuPercent: number;
  timeLimitSeconds: number;
};

export type TaskProcess = ProcessName & {group: number};

/** With the process that is being read, which is to blame should the child hang. */
export type PagesProgress = {pid?: number};

/** Where a child tells how far it is. */
export type PagesListener<Progress, Result> = {
  progress(progress: Progress): void;
  /** Of all processes that were finished so far. */
  soFar(result: Result): void;
};
