import type {Sample} from './sample.js';
import {withoutUnknown} from './savings.js';

/** What ksmd's work costs on this host, measured: the ground of every forecast. */
export type ScanWork = {
  /** CPU time of ksmd for each page that it looks at. */
  secondsPerPage?: number;
  /** `recent`: over the last minute; `boot`: over all that ksmd has done since boot. */
  basis?: 'recent' | 'boot';
  /** Time that a batch takes on the clock, as a multiple of its CPU time: above 1 when ksmd waits. */
  stretch: number;
  /** Pages looked at in a full scan, per offered page: with smart_scan fewer than all. */
  lookedShare?: number;
  sums: Sums;
  scanEnds: readonly ScanEnd[];
};

/** Sums over the past, in which older samples count less and less. */
type Sums = {cpuTicks: number; pages: number; longTicks: number; longBusySeconds: number};

/** The counters at a moment when a scan had just ended. */
type ScanEnd = {fullScans: number; scanned: number; offered: number};

/** After this time a sample counts a third of what it did at first. */
const memorySeconds = 30;
/** Clock ticks below which a quotient would be noise. */
const ticksNeeded = 10;
/** With smart_scan, long and short scans take turns over at most nine scans. */
const scanEndsKept = 10;
/** A sleep ends with the next tick of the kernel's timer: at HZ=250, 4 ms. */
export const jiffySeconds = 0.004;

const nothing: ScanWork = {
  stretch: 1,
  sums: {cpuTicks: 0, pages: 0, longTicks: 0, longBusySeconds: 0},
  scanEnds: [],
};

/** Follows ksmd's work from one sample to the next. */
export function followScanWork(
  previous: {sample: Sample; scanWork: ScanWork} | undefined,
  sample: Sample,
  offeredPages: number | undefined,
): ScanWork {
  const before = previous?.scanWork ?? nothing;
  const sums = addInterval(before.sums, previous?.sample, sample);
  const scanEnds = followScanEnds(before.scanEnds, previous?.sample, sample, offeredPages);
  const {ticksPerSecond} = sample.host;
  const recent =
    sums.cpuTicks >= ticksNeeded ? sums.cpuTicks / ticksPerSecond / sums.pages : undefined;
  const sinceBoot = costSinceBoot(sample);
  const secondsPerPage = recent ?? sinceBoot;
  const longBusy = sums.longTicks / ticksPerSecond;
  return {
    sums,
    scanEnds,
    stretch:
      sums.longTicks >= ticksNeeded
        ? Math.min(10, Math.max(1, sums.longBusySeconds / longBusy))
        : 1,
    ...withoutUnknown({
      secondsPerPage,
      basis: recent ? 'recent' : sinceBoot ? 'boot' : undefined,
      lookedShare: lookedShare(scanEnds),
    } as const),
  };
}

/** ksmd's whole CPU time over all pages that it has looked at. */
function costSinceBoot({ksm, ksmd, host}: Sample): number | undefined {
  const scanned = ksm?.counters.pages_scanned;
  if (!scanned || !ksmd || ksmd.cpuTicks < ticksNeeded) return undefined;
  return ksmd.cpuTicks / host.ticksPerSecond / scanned;
}

function addInterval(sums: Sums, before: Sample | undefined, after: Sample): Sums {
  const pace = before && steadyPace(before, after);
  if (!pace) return sums;
  const seconds = (after.monotonicMs - before.monotonicMs) / 1000;
  const cpuTicks = (after.ksmd?.cpuTicks ?? 0) - (before.ksmd?.cpuTicks ?? 0);
  const cpuSeconds = cpuTicks / after.host.ticksPerSecond;
  const pages = pagesLookedAt(before, after) ?? pagesByPace(pace, seconds, cpuSeconds);
  if (!(seconds > 0) || cpuTicks < 0 || !pages) return sums;
  const kept = Math.exp(-seconds / memorySeconds);
  const batches = pages / pace.pages;
  // A batch within a tick or two cannot be told from the rounding of the sleep around it.
  const long = cpuSeconds / batches >= 2 * jiffySeconds;
  const busySeconds = seconds - batches * pace.pauseSeconds;
  return {
    cpuTicks: sums.cpuTicks * kept + cpuTicks,
    pages: sums.pages * kept + pages,
    longTicks: sums.longTicks * kept + (long ? cpuTicks : 0),
    longBusySeconds: sums.longBusySeconds * kept + (long ? busySeconds : 0),
  };
}

type Pace = {pages: number; pauseSeconds: number};

/** The settings that held from one sample to the other; absent: ksmd stood, or they changed. */
function steadyPace(before: Sample, after: Sample): Pace | undefined {
  const from = before.ksm?.parameters;
  const to = after.ksm?.parameters;
  if (!before.ksmd || before.ksmd.pid !== after.ksmd?.pid) return undefined;
  if (from?.run !== '1' || to?.run !== '1') return undefined;
  if (from.pages_to_scan !== to.pages_to_scan || from.sleep_millisecs !== to.sleep_millisecs)
    return;
  const pages = Number(to.pages_to_scan);
  const pauseSeconds = pauseOf(Number(to.sleep_millisecs));
  return pages > 0 && pauseSeconds >= 0 ? {pages, pauseSeconds} : undefined;
}

/** Time between two batches. */
export function pauseOf(sleepMilliseconds: number): number {
  return sleepMilliseconds === 0 ? 0 : sleepMilliseconds / 1000 + jiffySeconds;
}

function pagesLookedAt(before: Sample, after: Sample): number | undefined {
  const from = before.ksm?.counters.pages_scanned;
  const to = after.ksm?.counters.pages_scanned;
  return from === undefined || to === undefined ? undefined : to - from;
}

/** Before 6.6 the kernel does not count pages: what is not ksmd's CPU time were its pauses. */
function pagesByPace({pages, pauseSeconds}: Pace, seconds: number, cpuSeconds: number) {
  if (pauseSeconds === 0 || cpuSeconds <= 0) return undefined;
  return (pages * Math.max(0, seconds - cpuSeconds)) / pauseSeconds;
}

function followScanEnds(
  ends: readonly ScanEnd[],
  before: Sample | undefined,
  {ksm}: Sample,
  offered: number | undefined,
): readonly ScanEnd[] {
  const {full_scans: fullScans, pages_scanned: scanned} = ksm?.counters ?? {};
  const last = before?.ksm?.counters.full_scans;
  if (fullScans === undefined || scanned === undefined || last === undefined || !offered)
    return ends;
  if (fullScans < last) return [];
  return fullScans > last ? [...ends.slice(1 - scanEndsKept), {fullScans, scanned, offered}] : ends;
}

function lookedShare(ends: readonly ScanEnd[]): number | undefined {
  const first = ends[0];
  const last = ends.at(-1);
  if (!first || !last || first === last) return undefined;
  const perScan = (last.scanned - first.scanned) / (last.fullScans - first.fullScans);
  return Math.min(1, (2 * perScan) / (first.offered + last.offered));
}
