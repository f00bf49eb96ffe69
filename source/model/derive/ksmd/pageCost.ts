import {isFirstPass, mergedPages} from '../../sample/resets.js';
import type {Sample} from '../../sample/sample.js';
import {verdictThresholds} from '../verdictTable.js';

const {scansToJudge} = verdictThresholds;

/**
 * What ksmd does with the pages that it scans. A `new` page is only hashed, which is cheap; in later
 * scans it is searched for and `merged`, which is expensive; neither is what a page costs once all
 * have `settled`.
 */
type Phase = 'new' | 'merged' | 'settled';

/** CPU time and pages of each phase, as sums in which older samples count less. */
export type CostSums = Readonly<Record<Phase, {cpuTicks: number; pages: number}>>;

const nothing = {cpuTicks: 0, pages: 0};
export const noCosts: CostSums = {new: nothing, merged: nothing, settled: nothing};

/** With fewer clock ticks, a quotient would be noise. */
export const ticksNeeded = 10;
/** Pages merged or unmerged as a share of the pages scanned; with more the host is not settled. */
const muchMerged = 0.05;

export type Interval = {
  before: Sample;
  after: Sample;
  cpuTicks: number;
  pages: number;
  /** Factor by which past sums shrink, 0 to 1. */
  kept: number;
};

/** Adds an interval to the sums of its phase. */
export function addCost(
  sums: CostSums,
  {before, after, cpuTicks, pages, kept}: Interval,
): CostSums {
  const phase = phaseOf(before, after, pages);
  const past = sums[phase];
  const sum = {cpuTicks: past.cpuTicks * kept + cpuTicks, pages: past.pages * kept + pages};
  return {...sums, [phase]: sum};
}

function phaseOf(before: Sample, after: Sample, pages: number): Phase {
  if (isFirstPass(before, after)) return 'new';
  if ((before.ksm?.counters.full_scans ?? scansToJudge) < scansToJudge) return 'merged';
  const change = (mergedPages(after) ?? 0) - (mergedPages(before) ?? 0);
  return Math.abs(change) > muchMerged * pages ? 'merged' : 'settled';
}

/** Seconds of CPU per page scanned. */
export type PageCost = {
  /** Measured once all pages had settled; absent: not yet. */
  exact?: number;
  /** Otherwise its lower and upper bound, as far as known. */
  range?: {least?: number; most?: number};
};

/** The cost of a page, from the sums so far. */
export function pageCost(sums: CostSums, ticksPerSecond: number): PageCost {
  const cost = ({cpuTicks, pages}: {cpuTicks: number; pages: number}) =>
    cpuTicks >= ticksNeeded && pages > 0 ? cpuTicks / ticksPerSecond / pages : undefined;
  const exact = cost(sums.settled);
  if (exact !== undefined) return {exact};
  const least = cost(sums.new);
  const most = cost(sums.merged);
  if (least === undefined && most === undefined) return {};
  if (least === undefined || most === undefined || least <= most) {
    return {range: {...(least !== undefined && {least}), ...(most !== undefined && {most})}};
  }
  return {range: {least: most, most: least}};
}
