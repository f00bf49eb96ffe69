import {addMemory} from '../../model/estimate/addMemory.js';
import {
  mergedElsewhere,
  type PartOf,
  type SavedFrames,
  savedFrames,
} from '../../model/estimate/savedFrames.js';
import type {Estimate, EstimatedMemory} from '../../model/estimate/savingsEstimate.js';
import {worthTogether} from '../../model/estimate/worthTogether.js';
import type {Counts, Tally} from './counts.js';
import type {EstimateTask} from './estimateProtocol.js';

/** Half the width of an interval of 95 %, in standard deviations. */
const deviations95 = 1.96;

/** What the figures of an estimate are made from. */
export type FigureSource = {
  task: EstimateTask;
  counts: Counts;
  /** By the second reading; absent: what the first one counted would be saved. */
  saved?: Saved | undefined;
};

/** By group number, and the variance of their sum. */
export type Saved = {
  groups: readonly SavedFrames[];
  variance: number;
  /** How much of each content these figures count; absent: all of it. */
  partOf?: PartOf | undefined;
};

/** What would be saved of what is counted now. @param partOf Absent: all of each content counts. */
export function savedNow({settings}: EstimateTask, counts: Counts, partOf?: PartOf): Saved {
  const saved = savedFrames(counts.contents, zeroFramesOf(counts), settings, partOf);
  return {...saved, partOf};
}

/** The figures of what was counted, in bytes. */
export function figuresOf({
  task,
  counts,
  saved: lasting,
}: FigureSource): Pick<Estimate, 'total' | 'groups' | 'best'> {
  const {pageBytes, rmapItemBytes, settings} = task;
  const saved = lasting ?? savedNow(task, counts);
  const isReadTwice = lasting !== undefined;
  const figures = counts.tallies
    .map((tally, group) =>
      inBytes(saved.groups[group] ?? nothingSaved, tally, {pageBytes, rmapItemBytes, isReadTwice}),
    )
    .slice(mergedElsewhere + 1);
  const sum = figures.reduce(addMemory);
  const costFrames = counts.tallies.map(({frames}) => (frames * rmapItemBytes) / pageBytes);
  const zeroFrames = zeroFramesOf(counts);
  return {
    total: {...sum, ...(isReadTwice && {uncertaintyBytes: uncertainty(saved.variance, pageBytes)})},
    groups: figures,
    best: worthTogether(counts.contents, {
      costFrames,
      zeroFrames,
      settings,
      partOf: saved.partOf,
    }).map((group) => group - mergedElsewhere - 1),
  };
}

/** Without those that had changed at the second reading. */
function zeroFramesOf({tallies}: Counts): number[] {
  return tallies.map(({zeroFrames, checkedZeros, changedZeros}) =>
    checkedZeros === 0 ? zeroFrames : zeroFrames * (1 - changedZeros / checkedZeros),
  );
}

const nothingSaved: SavedFrames = {zero: 0, within: 0, between: 0, variance: 0};

function inBytes(
  {zero, within, between, variance}: SavedFrames,
  tally: Tally,
  {
    pageBytes,
    rmapItemBytes,
    isReadTwice,
  }: Pick<EstimateTask, 'pageBytes' | 'rmapItemBytes'> & {isReadTwice: boolean},
): EstimatedMemory {
  const {frames, zeroFrames, checkedZeros, changedZeros, changedFrames} = tally;
  const changedZeroFrames = checkedZeros === 0 ? 0 : (zeroFrames * changedZeros) / checkedZeros;
  const wouldSaveBytes = (zero + within + between) * pageBytes;
  const metadataBytes = frames * rmapItemBytes;
  return {
    memoryBytes: frames * pageBytes,
    zeroBytes: zero * pageBytes,
    withinBytes: within * pageBytes,
    betweenBytes: between * pageBytes,
    ineligibleBytes: tally.ineligibleBytes,
    notLookedAtBytes: tally.notLookedAtBytes,
    wouldSaveBytes,
    metadataBytes,
    profitBytes: wouldSaveBytes - metadataBytes,
    ...(isReadTwice && {
      volatileBytes: (changedFrames + changedZeroFrames) * pageBytes,
      uncertaintyBytes: uncertainty(variance, pageBytes),
    }),
  };
}

function uncertainty(variance: number, pageBytes: number): number {
  return deviations95 * Math.sqrt(variance) * pageBytes;
}
