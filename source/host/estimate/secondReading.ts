import {
  createLastingShares,
  type LastingShares,
} from '../../model/estimate/lasting/lastingShares.js';
import {type Counts, createIsZero} from './counts.js';
import type {EstimateTask} from './estimateProtocol.js';
import {type ReadingTools, readRemembered} from './readRemembered.js';
import type {RememberedPage} from './rememberedPages.js';

/**
 * Reads again what the first reading counted as saved: ksmd merges a page only if it is the same at
 * two scans. Zeros are noted in the tallies. Absent: it was ended before it was complete.
 */
export function readAgain(
  {processes, pageBytes}: EstimateTask,
  {contents, tallies, byContent, byAddress}: Counts,
  isFrequent: (frames: number) => boolean,
  tools: ReadingTools,
): LastingShares | undefined {
  const shares = createLastingShares();
  const isZero = createIsZero(tools.hash, pageBytes);
  const groupOf = ({index}: RememberedPage) => processes[index]?.group ?? 0;
  const framesOf = ({low, high}: RememberedPage) => contents.framesOf(low, high) ?? 0;
  const isSaved = (page: RememberedPage) => framesOf(page) > 1 && !isFrequent(framesOf(page));

  const isComplete = readRemembered(byAddress, tools, {
    isWanted: (page) => isZero(page) || isFrequent(framesOf(page)),
    done(page, isSame) {
      const tally = tallies[groupOf(page)];
      if (!tally) return;
      if (!isZero(page)) {
        shares.note(groupOf(page), page.low, page.high, isSame);
        return;
      }
      tally.checkedZeros++;
      if (!isSame) tally.changedZeros++;
    },
  });
  if (!isComplete) return undefined;
  const isWhole = readRemembered(byContent, tools, {
    isWanted: isSaved,
    done(page, isSame) {
      shares.note(groupOf(page), page.low, page.high, isSame);
    },
  });
  return isWhole ? shares : undefined;
}
