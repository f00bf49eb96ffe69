import {isReset} from '../../sample/resets.js';
import type {Sample} from '../../sample/sample.js';
import {withoutUnknown} from '../unknown.js';
import {verdictThresholds} from '../verdictTable.js';
import {addCost, type CostSums, noCosts, pageCost, ticksNeeded} from './pageCost.js';
import {followScanEnds, type ScanEnd, scannedShare} from './scanEnds.js';

/** Measured cost of ksmd's work on this host, on which every forecast is based. */
export type ScanWork = {
  /** CPU seconds of ksmd per page scanned; absent: unknown, or only a range is known. */
  secondsPerPage?: number;
  /** Its lower and upper bound, while only ksmd's first scans were observed. */
  secondsRange?: {least?: number; most?: number};
  /** `recent`: over the last minute; `boot`: over everything since boot. */
  basis?: 'recent' | 'boot';
  /** Elapsed time of a batch as a multiple of its CPU time: above 1 when ksmd waits for a CPU. */
  stretch: number;
  /** One tick of the kernel's timer: 1/HZ. */
  jiffySeconds: number;
  /** Share of the offered pages that a full scan looks at: below 1 with smart_scan. */
  scannedShare?: number;
  sums: Sums;
  costs: CostSums;
  /** A reset was observed, so totals since boot are not comparable. */
  wasReset: boolean;
  scanEnds: readonly ScanEnd[];
};

/** Sums over the past, in which older samples count less. */
type Sums = {
  /** Of short batches that tell of the timer: how many, and by how much their sleeps ended late. */
  shortBatches: number;
  latenessSeconds: number;
  /** Of longer batches: CPU time, and elapsed time. */
  longTicks: number;
  longBusySeconds: number;
};

/** Time constant: after it, a sample counts 1/e of what it did at first. */
const memorySeconds = 30;
const batchesNeeded = 50;
/** HZ=250 and HZ=1000. */
const longJiffySeconds = 0.004;
const shortJiffySeconds = 0.001;
/** A sleep ends up to one jiffy late: a higher mean means long jiffies. */
const longLatenessSeconds = 0.0012;
/** Shorter batches fit into one time slice of the scheduler. */
const longBatchSeconds = 0.008;

const nothing: ScanWork = {
  stretch: 1,
  jiffySeconds: longJiffySeconds,
  sums: {
    shortBatches: 0,
    latenessSeconds: 0,
    longTicks: 0,
    longBusySeconds: 0,
  },
  costs: noCosts,
  wasReset: false,
  scanEnds: [],
};

/** Updates the measured cost with the next sample. */
export function followScanWork(
  previous: {sample: Sample; scanWork: ScanWork} | undefined,
  sample: Sample,
  offeredPages: number | undefined,
): ScanWork {
  const isNew = previous !== undefined && isReset(previous.sample, sample);
  const last = previous?.scanWork ?? nothing;
  const before = isNew ? {...last, costs: noCosts, wasReset: true, scanEnds: []} : last;
  const interval = isNew ? undefined : intervalOf(before, previous?.sample, sample);
  const sums = interval ? addInterval(before.sums, interval) : before.sums;
  const costs = interval ? addCost(before.costs, interval) : before.costs;
  const scanEnds = followScanEnds(before.scanEnds, previous?.sample, sample, offeredPages);
  const {ticksPerSecond} = sample.host;
  const {exact, range} = pageCost(costs, ticksPerSecond);
  const sinceBoot = before.wasReset ? undefined : costSinceBoot(sample);
  const isRange = exact === undefined && sinceBoot === undefined;
  return {
    sums,
    costs,
    wasReset: before.wasReset,
    scanEnds,
    stretch: stretchOf(sums, ticksPerSecond),
    jiffySeconds: jiffyOf(sums),
    ...withoutUnknown({
      secondsPerPage: exact ?? sinceBoot,
      secondsRange: isRange ? range : undefined,
      basis: exact ? 'recent' : sinceBoot ? 'boot' : undefined,
      scannedShare: scannedShare(scanEnds),
    } as const),
  };
}

function stretchOf({longTicks, longBusySeconds}: Sums, ticksPerSecond: number): number {
  if (longTicks < ticksNeeded) return 1;
  return Math.min(10, Math.max(1, (longBusySeconds * ticksPerSecond) / longTicks));
}

function jiffyOf({shortBatches, latenessSeconds}: Sums): number {
  if (shortBatches < batchesNeeded) return longJiffySeconds;
  const late = latenessSeconds / shortBatches > longLatenessSeconds;
  return late ? longJiffySeconds : shortJiffySeconds;
}

/**
 * ksmd's total CPU time divided by all pages scanned. Not in its first scans, which only show the
 * cost of new pages, nor on 32-bit kernels, whose counter wraps within hours.
 */
function costSinceBoot({ksm, ksmd, host}: Sample): number | undefined {
  const {pages_scanned: scanned, full_scans: fullScans = 0} = ksm?.counters ?? {};
  if (fullScans < verdictThresholds.scansToJudge || host.rmapItemBytes < 64) return undefined;
  if (!scanned || !ksmd || ksmd.cpuTicks < ticksNeeded) return undefined;
  const cpuSeconds = ksmd.cpuTicks / host.ticksPerSecond;
  return cpuSeconds > (host.uptimeSeconds ?? cpuSeconds) ? undefined : cpuSeconds / scanned;
}

type Interval = {
  before: Sample;
  after: Sample;
  settings: BatchSettings;
  pauseSeconds: number;
  seconds: number;
  cpuTicks: number;
  pages: number;
  kept: number;
};

/** ksmd's work between two samples; absent: it was stopped, its settings changed, or unknown. */
function intervalOf(
  {jiffySeconds}: ScanWork,
  before: Sample | undefined,
  after: Sample,
): Interval | undefined {
  const settings = before && steadySettings(before, after);
  if (!settings) return undefined;
  const seconds = (after.monotonicMs - before.monotonicMs) / 1000;
  const cpuTicks = (after.ksmd?.cpuTicks ?? 0) - (before.ksmd?.cpuTicks ?? 0);
  const cpuSeconds = cpuTicks / after.host.ticksPerSecond;
  const pauseSeconds = pauseOf(settings.sleepMilliseconds, jiffySeconds);
  const pages =
    scannedBetween(before, after) ?? pagesByPauses(settings, seconds - cpuSeconds, pauseSeconds);
  // ksmd is one thread: its CPU time cannot exceed the elapsed time.
  if (!(seconds > 0) || cpuTicks < 0 || cpuSeconds > 1.5 * seconds + 0.1 || !pages)
    return undefined;
  const kept = Math.exp(-seconds / memorySeconds);
  return {before, after, settings, pauseSeconds, seconds, cpuTicks, pages, kept};
}

function addInterval(sums: Sums, interval: Interval): Sums {
  const {before, after, settings, pauseSeconds, seconds, cpuTicks, pages, kept} = interval;
  const cpuSeconds = cpuTicks / after.host.ticksPerSecond;
  const batches = pages / settings.pages + partialBatches * scansEnded(before, after);
  const batchSeconds = cpuSeconds / batches;
  const long = batchSeconds >= longBatchSeconds;
  const tells = !long && settings.sleepMilliseconds > 0 && tellsJiffy(batchSeconds);
  const sum = (past: number, value: number) => past * kept + value;
  const lateness = seconds - cpuSeconds - (batches * settings.sleepMilliseconds) / 1000;
  return {
    shortBatches: tells ? sum(sums.shortBatches, batches) : sums.shortBatches,
    latenessSeconds: tells ? sum(sums.latenessSeconds, lateness) : sums.latenessSeconds,
    longTicks: sum(sums.longTicks, long ? cpuTicks : 0),
    longBusySeconds: sum(sums.longBusySeconds, long ? seconds - batches * pauseSeconds : 0),
  };
}

/**
 * Whether a sleep behind such a batch shows the length of a jiffy. ksmd wakes up at a tick, so its next
 * sleep ends late by what the batch left of a jiffy: near the end of a long one that is as little as
 * with short ones.
 */
function tellsJiffy(batchSeconds: number): boolean {
  return batchSeconds % longJiffySeconds < longJiffySeconds / 2;
}

/** The last batch of a scan ends with the scan, on average half full. */
export const partialBatches = 0.5;

function scansEnded(before: Sample, after: Sample): number {
  const from = before.ksm?.counters.full_scans ?? 0;
  return Math.max(0, (after.ksm?.counters.full_scans ?? 0) - from);
}

type BatchSettings = {pages: number; sleepMilliseconds: number};

/** The settings during an interval; absent: ksmd was stopped, or they changed. */
function steadySettings(before: Sample, after: Sample): BatchSettings | undefined {
  const from = before.ksm?.parameters;
  const to = after.ksm?.parameters;
  if (!before.ksmd || before.ksmd.pid !== after.ksmd?.pid) return undefined;
  if (from?.run !== '1' || to?.run !== '1') return undefined;
  if (from.pages_to_scan !== to.pages_to_scan || from.sleep_millisecs !== to.sleep_millisecs)
    return;
  const pages = Number(to.pages_to_scan);
  const sleepMilliseconds = Number(to.sleep_millisecs);
  return pages > 0 && sleepMilliseconds >= 0 ? {pages, sleepMilliseconds} : undefined;
}

/** Seconds between two batches: the kernel rounds a sleep up to whole jiffies and adds one. */
export function pauseOf(sleepMilliseconds: number, jiffySeconds: number): number {
  if (sleepMilliseconds === 0) return 0;
  return (Math.ceil(sleepMilliseconds / 1000 / jiffySeconds) + 1) * jiffySeconds;
}

function scannedBetween(before: Sample, after: Sample): number | undefined {
  const from = before.ksm?.counters.pages_scanned;
  const to = after.ksm?.counters.pages_scanned;
  return from === undefined || to === undefined || to < from ? undefined : to - from;
}

/** Before 6.6 the kernel does not count scanned pages: batches follow from the time spent asleep. */
function pagesByPauses({pages}: BatchSettings, idleSeconds: number, pauseSeconds: number) {
  return pauseSeconds === 0 ? undefined : (pages * Math.max(0, idleSeconds)) / pauseSeconds;
}
