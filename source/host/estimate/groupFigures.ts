import {addMemory} from '../../model/estimate/addMemory.js';
import type {SharedContents} from '../../model/estimate/contents/contents.js';
import {
  mergedElsewhere,
  type SavedFrames,
  savedFrames,
} from '../../model/estimate/contents/savedFrames.js';
import {lastingSavings, type ZeroFrames} from '../../model/estimate/lasting/lastingSavings.js';
import type {LastingShares} from '../../model/estimate/lasting/lastingShares.js';
import type {Estimate, EstimatedMemory} from '../../model/estimate/savingsEstimate.js';
import {worthTogether} from '../../model/estimate/worthTogether.js';
import {type Counts, createIsFrequent, type Tally} from './counts.js';
import type {EstimateTask} from './estimateProtocol.js';

/** Half the width of an interval of 95 %, in standard deviations. */
const deviations95 = 1.96;

/** What the figures of an estimate are made from. */
export type FigureSource = {
  task: EstimateTask;
  counts: Counts;
  /** What the second reading found; absent: memory was read once. */
  shares?: LastingShares | undefined;
};

/** The figures of what was counted, in bytes. */
export function figuresOf(source: FigureSource): Pick<Estimate, 'total' | 'groups' | 'best'> {
  const {task, counts} = source;
  const {pageBytes, rmapItemBytes, settings} = task;
  const {groups, changes, contents, zeroFrames} = savedBy(source);
  const figures = counts.tallies
    .map((tally, group) => ({
      ...inBytes(groups[group] ?? nothingSaved, tally, {pageBytes, rmapItemBytes}),
      ...(changes && {
        volatileBytes: (changes.volatile[group] ?? 0) * pageBytes,
        uncertaintyBytes: uncertainty(changes.variances[group] ?? 0, pageBytes),
      }),
    }))
    .slice(mergedElsewhere + 1);
  return {
    total: {
      ...figures.reduce(addMemory),
      ...(changes && {uncertaintyBytes: uncertainty(changes.variance, pageBytes)}),
    },
    groups: figures,
    best: worthTogether(contents, {
      costFrames: counts.tallies.map(({frames}) => (frames * rmapItemBytes) / pageBytes),
      zeroFrames,
      settings,
    }).map((group) => group - mergedElsewhere - 1),
  };
}

/** By group number. */
type Saved = {
  groups: readonly SavedFrames[];
  contents: SharedContents;
  zeroFrames: readonly number[];
  /** Absent: memory was read once. */
  changes?: {volatile: readonly number[]; variances: readonly number[]; variance: number};
};

function savedBy({task: {settings}, counts, shares}: FigureSource): Saved {
  const {contents, tallies, byContent} = counts;
  if (!shares) {
    const zeroFrames = tallies.map((tally) => tally.zeroFrames);
    return {groups: savedFrames(contents, zeroFrames, settings), contents, zeroFrames};
  }
  const {groups, ...lasting} = lastingSavings({
    contents,
    shares,
    isFrequent: createIsFrequent(counts),
    readAgainOneIn: byContent.oneIn,
    isReadAgain: byContent.has,
    zeros: tallies.map(zerosOf),
    settings,
  });
  return {groups, contents: lasting.contents, zeroFrames: lasting.zeroFrames, changes: lasting};
}

const zerosOf = ({zeroFrames, checkedZeros, changedZeros}: Tally): ZeroFrames => ({
  frames: zeroFrames,
  read: checkedZeros,
  same: checkedZeros - changedZeros,
});

const nothingSaved: SavedFrames = {zero: 0, within: 0, between: 0};

function inBytes(
  {zero, within, between}: SavedFrames,
  {frames, ineligibleBytes, notLookedAtBytes}: Tally,
  {pageBytes, rmapItemBytes}: Pick<EstimateTask, 'pageBytes' | 'rmapItemBytes'>,
): EstimatedMemory {
  const wouldSaveBytes = (zero + within + between) * pageBytes;
  const metadataBytes = frames * rmapItemBytes;
  return {
    memoryBytes: frames * pageBytes,
    zeroBytes: zero * pageBytes,
    withinBytes: within * pageBytes,
    betweenBytes: between * pageBytes,
    ineligibleBytes,
    notLookedAtBytes,
    wouldSaveBytes,
    metadataBytes,
    profitBytes: wouldSaveBytes - metadataBytes,
  };
}

function uncertainty(variance: number, pageBytes: number): number {
  return deviations95 * Math.sqrt(variance) * pageBytes;
}
