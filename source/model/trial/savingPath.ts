import {riseOf, type TrialPoint} from './trialPoint.js';
import {leastScanSeconds, scansOfFloor, steadyShare, type TrialRule} from './trialRule.js';

/** A full scan, or several that take the least time together. */
export type ScanStep = {
  from: TrialPoint;
  to: TrialPoint;
  lowestBytes: number;
  highestBytes: number;
};

/** The first point at which the saving was this high. */
type High = {monotonicMs: number; savedBytes: number};

/** How the saving of a trial rises to its peak, and falls to its floor. */
export type SavingPath = {
  start: TrialPoint;
  peakBytes: number;
  /** How it rose to the peak, from 90 % of it on. */
  highs: readonly High[];
  /** The scan under way. */
  open: ScanStep;
  /** The scans that ended after the peak, the newest last; at most those of a floor. */
  scans: readonly ScanStep[];
};

/** A page merges at the second scan that finds it unchanged; the first one has begun before. */
const scansToMerge = 3;
const nearlyAllShare = 0.9;

/** @param start The first point after the opt-in. */
export function startPath(start: TrialPoint): SavingPath {
  return {start, peakBytes: 0, highs: [], open: emptyStep(start), scans: []};
}

function emptyStep(from: TrialPoint): ScanStep {
  const lowestBytes = Number.POSITIVE_INFINITY;
  return {from, to: from, lowestBytes, highestBytes: 0};
}

/**
 * Adds a point; one whose saving is unknown changes nothing.
 * @param offeredBytes What the trial offers.
 */
export function followPath(
  path: SavingPath,
  baseline: TrialPoint,
  point: TrialPoint,
  rule: TrialRule,
  offeredBytes = 0,
): SavingPath {
  const savedBytes = riseOf(baseline, point, 'savedBytes');
  const {fullScans} = point;
  if (savedBytes === undefined || fullScans === undefined) return path;
  const open: ScanStep = {
    from: path.open.from,
    to: point,
    lowestBytes: Math.min(path.open.lowestBytes, savedBytes),
    highestBytes: Math.max(path.open.highestBytes, savedBytes),
  };
  const next = {...path, open, highs: withHigh(path.highs, {...point, savedBytes})};
  const seconds = (point.monotonicMs - open.from.monotonicMs) / 1000;
  const ended = fullScans > (open.from.fullScans ?? 0) && seconds >= leastScanSeconds(rule);
  return ended ? endStep(next, toleranceOf(open.highestBytes, offeredBytes, rule)) : next;
}

function endStep(path: SavingPath, toleranceBytes: number): SavingPath {
  const {start, open, scans, peakBytes} = path;
  const rose = open.highestBytes > peakBytes + toleranceBytes;
  const passed = (open.to.fullScans ?? 0) - (start.fullScans ?? 0);
  return {
    ...path,
    peakBytes: Math.max(peakBytes, open.highestBytes),
    open: emptyStep(open.to),
    scans: rose || passed < scansToMerge ? [] : [...scans.slice(1 - scansOfFloor), open],
  };
}

/**
 * Whether the last scans are steady, so that the lowest saving in them is the floor. Their highest
 * savings count, too: a passing dip that touches each scan gives them the same lowest ones.
 */
export function isAtFloor({scans}: SavingPath, rule: TrialRule, offeredBytes = 0): boolean {
  if (scans.length < scansOfFloor) return false;
  const toleranceBytes = toleranceOf(lowOf(scans), offeredBytes, rule);
  return (
    isSteady(
      scans.map(({lowestBytes}) => lowestBytes),
      toleranceBytes,
    ) &&
    isSteady(
      scans.map(({highestBytes}) => highestBytes),
      toleranceBytes,
    )
  );
}

function isSteady(values: readonly number[], toleranceBytes: number): boolean {
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const slope = Math.abs(last - first) / (values.length - 1);
  const spread = Math.max(...values) - Math.min(...values);
  return slope < toleranceBytes && spread < values.length * toleranceBytes;
}

export function lowOf(scans: readonly ScanStep[]): number {
  return Math.min(...scans.map(({lowestBytes}) => lowestBytes));
}

/** The highest saving so far. */
export function peakOf({peakBytes, open}: SavingPath): number {
  return Math.max(peakBytes, open.highestBytes);
}

/** Seconds from the opt-in until nine tenths of the peak were saved; absent: nothing was. */
export function secondsToNearlyAll(path: SavingPath, optedInMs: number): number | undefined {
  const {highs} = path;
  const peakBytes = peakOf(path);
  const high = highs.find(({savedBytes}) => savedBytes >= nearlyAllShare * peakBytes);
  return high && peakBytes > 0 ? (high.monotonicMs - optedInMs) / 1000 : undefined;
}

function withHigh(highs: readonly High[], {monotonicMs, savedBytes}: High): readonly High[] {
  const highest = highs.at(-1)?.savedBytes ?? 0;
  if (savedBytes <= highest * (1 + steadyShare)) return highs;
  const near = highs.filter((high) => high.savedBytes >= nearlyAllShare * savedBytes);
  return [...near, {monotonicMs, savedBytes}];
}

/** One percent of the saving, or of what the rule asks for where the saving is less than that. */
function toleranceOf(
  savedBytes: number,
  offeredBytes: number,
  {leastProfitShare}: TrialRule,
): number {
  return steadyShare * Math.max(savedBytes, leastProfitShare * offeredBytes, 1);
}
