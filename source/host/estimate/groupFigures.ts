import type {Contents} from '../../model/estimate/contents.js';
import type {Estimate, EstimatedMemory, LeftOut} from '../../model/estimate/estimate.js';
import {mergedElsewhere, type SavedFrames, savedFrames} from '../../model/estimate/savedFrames.js';
import {worthTogether} from '../../model/estimate/worthTogether.js';
import type {EstimateTask} from './estimateProtocol.js';

/** What was counted of one group besides its contents. */
export type GroupTally = {
  frames: number;
  zeroFrames: number;
  /** Frames that would be saved and were looked at twice. */
  checkedFrames: number;
  /** Those of them that had changed. */
  changedFrames: number;
  ineligibleBytes: number;
  notLookedAtBytes: number;
};

export const emptyTally = (): GroupTally => ({
  frames: 0,
  zeroFrames: 0,
  checkedFrames: 0,
  changedFrames: 0,
  ineligibleBytes: 0,
  notLookedAtBytes: 0,
});

export type Counted = {
  contents: Contents;
  /** By group number. */
  tallies: readonly GroupTally[];
  leftOut: readonly LeftOut[];
  rememberedOneIn: number;
  pagesRead: number;
  seconds: number;
  framesSeen: boolean;
};

/** Half the width of an interval of 95 %, in standard deviations. */
const deviations95 = 1.96;

/** The figures of what was counted, in bytes. */
export function figuresOf(
  {pageBytes, rmapItemBytes, settings}: EstimateTask,
  {contents, tallies, rememberedOneIn, ...counted}: Counted,
): Estimate {
  const zeroFrames = tallies.map((tally) => tally.zeroFrames);
  const {groups, total} = savedFrames(contents, zeroFrames, settings);
  const figures = groups.map((saved, group) => {
    const tally = tallies[group];
    if (!tally || group === mergedElsewhere) return emptyFigures;
    const lasting = rememberedOneIn === 1 ? 1 : lastingShare(tally);
    return inBytes(saved, tally, {lasting, pageBytes, rmapItemBytes, rememberedOneIn});
  });
  const sum = figures.reduce(addFigures, emptyFigures);
  const costFrames = tallies.map(({frames}) => (frames * rmapItemBytes) / pageBytes);
  return {
    ...counted,
    sampledOneIn: contents.sampledOneIn,
    total: {...sum, uncertaintyBytes: deviations95 * Math.sqrt(total.variance) * pageBytes},
    groups: figures.slice(mergedElsewhere + 1),
    best: worthTogether(contents, {costFrames, zeroFrames, settings}).map(
      (group) => group - mergedElsewhere - 1,
    ),
  };
}

function lastingShare({checkedFrames, changedFrames}: GroupTally): number {
  return checkedFrames === 0 ? 1 : 1 - changedFrames / checkedFrames;
}

const emptyFigures: EstimatedMemory = {
  memoryBytes: 0,
  zeroBytes: 0,
  withinBytes: 0,
  betweenBytes: 0,
  volatileBytes: 0,
  ineligibleBytes: 0,
  notLookedAtBytes: 0,
  wouldSaveBytes: 0,
  uncertaintyBytes: 0,
  metadataBytes: 0,
  profitBytes: 0,
};

function inBytes(
  {zero, within, between, variance}: SavedFrames,
  {frames, changedFrames, ineligibleBytes, notLookedAtBytes}: GroupTally,
  scale: {lasting: number; pageBytes: number; rmapItemBytes: number; rememberedOneIn: number},
): EstimatedMemory {
  const {lasting, pageBytes, rmapItemBytes, rememberedOneIn} = scale;
  const wouldSaveBytes = (zero + within + between) * lasting * pageBytes;
  const metadataBytes = frames * rmapItemBytes;
  return {
    memoryBytes: frames * pageBytes,
    zeroBytes: zero * lasting * pageBytes,
    withinBytes: within * lasting * pageBytes,
    betweenBytes: between * lasting * pageBytes,
    volatileBytes: changedFrames * rememberedOneIn * pageBytes,
    ineligibleBytes,
    notLookedAtBytes,
    wouldSaveBytes,
    uncertaintyBytes: deviations95 * Math.sqrt(variance) * pageBytes,
    metadataBytes,
    profitBytes: wouldSaveBytes - metadataBytes,
  };
}

function addFigures(sum: EstimatedMemory, figures: EstimatedMemory): EstimatedMemory {
  const keys = Object.keys(sum) as (keyof EstimatedMemory)[];
  return Object.fromEntries(keys.map((key) => [key, sum[key] + figures[key]])) as EstimatedMemory;
}
