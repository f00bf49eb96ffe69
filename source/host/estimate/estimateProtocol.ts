import type {EstimateProgress, LeftOut} from '../../model/estimate/estimate.js';
import type {MergeSettings} from '../../model/estimate/savedFrames.js';
import type {ProcessName} from '../../model/sample/sample.js';

/** What frames of the child that estimates are. */
export const marks = {
  /** To it, once: an `EstimateTask` as JSON. */
  task: 1,
  /** From it, again and again: a `ChildProgress` as JSON. */
  progress: 2,
  /** From it: an `Estimate` as JSON, of all processes that were finished so far. */
  soFar: 3,
  /** From it, once: the `Estimate` of all of them. */
  result: 4,
} as const;

/** What the child is to look at; groups have numbers from 1 on. */
export type EstimateTask = {
  procfs: string;
  /** By group, so that one follows the other. */
  processes: readonly TaskProcess[];
  groupCount: number;
  mergedElsewhere: readonly number[];
  /** Known to be left out: they made another child hang. */
  leftOut: readonly LeftOut[];
  settings: MergeSettings;
  pageBytes: number;
  rmapItemBytes: number;
  cpuPercent: number;
  timeLimitSeconds: number;
  /** For a test: the same sample in each run. */
  sample?: {key: string; oneIn: number};
};

export type TaskProcess = ProcessName & {group: number};

/** With the process that is being read, which is to blame should the child hang. */
export type ChildProgress = EstimateProgress & {pid?: number};
