import {lastingFrames} from '../../model/estimate/lastingFrames.js';
import type {LastingShares} from '../../model/estimate/lastingShares.js';
import type {PartOf} from '../../model/estimate/savedFrames.js';
import type {Counts} from './counts.js';
import type {EstimateTask} from './estimateProtocol.js';
import {type Saved, savedNow} from './groupFigures.js';

/** What would be saved, less what had changed at the second reading. */
export type LastingSavings = {
  /** Whether a content in this many frames is frequent: its pages are read again by address. */
  isFrequent(frames: number): boolean;
  /** After the second reading has uncounted what changed of other contents. */
  saved(shares: LastingShares): Saved;
};

/** Fewer could be missed by the sample of pages that is read again. */
const leastFrequentFrames = 1024;
const leastFrequentShare = 0.001;

/** Before the second reading. */
export function createLastingSavings(task: EstimateTask, counts: Counts): LastingSavings {
  const {byContent, pagesRead} = counts;
  const bar = Math.max(leastFrequentFrames, leastFrequentShare * pagesRead);
  const isFrequent = (frames: number) => frames >= bar;
  const isOther: PartOf = ({frames}) => Number(!isFrequent(frames));
  const isReadAgain: PartOf = ({frames, high}) =>
    Number(!isFrequent(frames) && byContent.has(high));
  const others = savedNow(task, counts, isOther);
  const before = savedNow(task, counts, isReadAgain);
  return {
    isFrequent,
    saved(shares) {
      const after = savedNow(task, counts, isReadAgain);
      const lasting = lastingFrames(others.groups, before.groups, after.groups);
      const frequent = savedNow(task, counts, ({low, high, frames}) =>
        isFrequent(frames) ? shares.of(low, high) : 0,
      );
      return {
        groups: lasting.map((saved, group) => ({
          ...saved,
          within: saved.within + (frequent.groups[group]?.within ?? 0),
          between: saved.between + (frequent.groups[group]?.between ?? 0),
        })),
        variance: others.variance,
        partOf: ({low, high, frames}) => {
          if (isFrequent(frames)) return shares.of(low, high);
          return byContent.has(high) ? byContent.oneIn : 0;
        },
      };
    },
  };
}
