import {isFirstPass, mergedPages} from '../sample/resets.js';
import type {Sample} from '../sample/sample.js';
import {verdictThresholds} from './verdictTable.js';

const {scansToJudge} = verdictThresholds;

/**
 * What ksmd does with the pages that it looks at. A page that is `new` is only hashed, which is
 * cheap; in the scans after that it is looked for and `merged`, which is dear; neither tells what a
 * page costs when all have `settled`.
 */
type Phase = 'new' | 'merged' | 'settled';

/** CPU time and pages of each phase, in which older samples count less and less. */
export type CostSums = Readonly<Record<Phase, {cpuTicks: number; pages: number}>>;

const nothing = {cpuTicks: 0, pages: 0};
export const noCosts: CostSums = {new: nothing, merged: nothing, settled: nothing};

/** Clock ticks below which a quotient would be noise. */
export const ticksNeeded = 10;
/** Merged, or unmerged, in relation to the pages looked at: more is no settled host. */
const muchMerged = 0.05;

export type Interval = {
  before: Sample;
  after: Sample;
  cpuTicks: number;
  pages: number;
  /** How much of the past still counts after it. */
  kept: number;
};

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

/** Seconds of CPU for a page. */
export type PageCost = {
  /** As measured when all had settled; absent: not yet. */
  exact?: number;
  /** Else the least and the most that it may come to, as far as either is known. */
  range?: {least?: number; most?: number};
};

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
