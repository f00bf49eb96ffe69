import {mergedElsewhere} from '../../model/estimate/contents/savedFrames.js';
import {ineligibleBytes} from '../../model/estimate/ineligibleBytes.js';
import {createFrameSet} from '../pages/frameSet.js';
import type {PageHash} from '../pages/pageHash.js';
import type {PageFilter, ProcessPages} from '../pages/processPages.js';
import {readRegions} from '../pages/readRegions.js';
import {type Counts, createIsZero} from './counts.js';

/** Counts the frames of processes by content, each frame once. */
export type FirstReading = {
  /**
   * Returns the bytes of it that were not found in time. Throws what the kernel says.
   * @param process Its places in the task.
   */
  countProcess(
    process: {index: number; group: number},
    directory: string,
    pages: ProcessPages,
  ): number;
  /** Counts what is merged in a process that is not looked at: more pages may join it. */
  countMerged(directory: string, pages: ProcessPages): void;
};

export function createFirstReading(
  counts: Counts,
  hash: PageHash,
  pageBytes: number,
): FirstReading {
  const {contents, tallies, byContent, byAddress, ineligible} = counts;
  const frames = createFrameSet();
  const isZero = createIsZero(hash, pageBytes);

  const isNewFrame: PageFilter = (frame) => {
    if (frame !== 0) return frames.add(frame);
    counts.framesSeen = false;
    return true;
  };

  /** A merged page has several users. */
  const isNewShared: PageFilter = (frame, isExclusive, address) =>
    !isExclusive && isNewFrame(frame, isExclusive, address);

  return {
    countProcess({index, group}, directory, pages) {
      const tally = tallies[group];
      if (!tally) return 0;
      let notFoundBytes = 0;
      for (const region of readRegions(directory)) {
        if (region.unmergeable) {
          const bytes = ineligibleBytes(region);
          const {unmergeable} = region;
          tally.ineligibleBytes += bytes;
          if (bytes > 0) ineligible.set(unmergeable, (ineligible.get(unmergeable) ?? 0) + bytes);
          continue;
        }
        tally.notLookedAtBytes += region.swapBytes ?? 0;
        if (region.anonymousBytes === 0) continue;
        const missed = pages.walk(region, isNewFrame, ({address, content}) => {
          hash.update(content);
          const {low, high} = hash;
          counts.pagesRead++;
          tally.frames++;
          byAddress.add(index, address, low, high);
          if (isZero(hash)) {
            tally.zeroFrames++;
          } else if (contents.add(group, low, high)) {
            byContent.add(index, address, low, high);
          }
        });
        notFoundBytes += missed * pageBytes;
      }
      tally.notLookedAtBytes += notFoundBytes;
      return notFoundBytes;
    },
    countMerged(directory, pages) {
      const tally = tallies[mergedElsewhere];
      if (!tally) return;
      for (const region of readRegions(directory)) {
        if (!region.mergeable || region.anonymousBytes === 0) continue;
        pages.walk(region, isNewShared, ({content}) => {
          hash.update(content);
          counts.pagesRead++;
          if (isZero(hash)) tally.zeroFrames++;
          else contents.add(mergedElsewhere, hash.low, hash.high);
        });
      }
    },
  };
}
