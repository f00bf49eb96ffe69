import type {MergeSettings} from '../../model/estimate/contents/savedFrames.js';
import type {EstimateProgress} from '../../model/estimate/savingsEstimate.js';
import type {PagesProgress, PagesTask} from '../pages/pagesTask.js';

/** What the child is to look at. */
export type EstimateTask = PagesTask & {
  groupCount: number;
  mergedElsewhere: readonly number[];
  settings: MergeSettings;
  rmapItemBytes: number;
  /** From the end of the first one to the second one. */
  secondsBetweenReadings: number;
  /** For a test: the same sample in each run. */
  sample?: {key: string; oneIn: number; rememberedPages?: number};
};

export type ChildProgress = EstimateProgress & PagesProgress;
