import type {Values} from './check.js';
import type {Model} from './model.js';
import {savableBytes} from './savable.js';
import {withoutUnknown} from './savings.js';
import {pagesToVisit} from './scans.js';
import {partialBatches, pauseOf} from './scanWork.js';

/**
 * What a figure rests on. `observed`: seen on this host with these settings; `measured`: computed
 * from the settings and the cost of a page measured here; `formula`: computed from the settings
 * alone, as if ksmd's own work took no time.
 */
export type Basis = 'observed' | 'measured' | 'formula';

export type Estimate = {value: number; basis: Basis};

/** How ksmd does, or would do, with some settings; absent is unknown. */
export type Forecast = {
  fullScanSeconds?: Estimate;
  pagesPerSecond?: Estimate;
  bytesPerSecond?: Estimate;
  /** Percent of one core. */
  ksmdCpuPercent?: Estimate;
  /** One batch on the clock: stopping ksmd, and unmerging, wait that long. */
  batchSeconds?: Estimate;
  /** The most that can be saved of what is merged now, as max_page_sharing allows. */
  savableBytes?: Estimate;
};

/** Below this share of a core the kernel's advisor does not slow ksmd down. */
const advisorLeastCpu = 0.1;

/**
 * The time of a full scan: of those that were seen, else what all offered pages take at the present
 * rate; absent in the first scan, which looks at pages as they come to be offered.
 */
export function fullScanTime({scans, rates, figures}: Model): Estimate | undefined {
  const {fullScanSeconds, firstScan} = scans;
  if (fullScanSeconds !== undefined) return {value: fullScanSeconds, basis: 'observed'};
  const pagesPerSecond = rates?.pagesScannedPerSecond;
  if (!pagesPerSecond || !figures.offeredPages || firstScan) return undefined;
  return {value: figures.offeredPages / pagesPerSecond, basis: 'formula'};
}

/** How ksmd did between the last two samples; its CPU, over the last half minute. */
export function observe(model: Model): Forecast {
  const {rates, sample, effortPercent} = model;
  const observed = (value: number | undefined): Estimate | undefined =>
    value === undefined ? undefined : {value, basis: 'observed'};
  const pagesPerSecond = rates?.pagesScannedPerSecond;
  return withoutUnknown({
    fullScanSeconds: fullScanTime(model),
    pagesPerSecond: observed(pagesPerSecond),
    bytesPerSecond: observed(pagesPerSecond && pagesPerSecond * sample.host.pageSizeBytes),
    ksmdCpuPercent: observed(effortPercent),
  });
}

/** How ksmd would do with `changed` in place of the present settings. */
export function forecast(model: Model, changed: Values): Forecast {
  const {sample, scanWork} = model;
  const values = {...sample.ksm?.parameters, ...changed};
  const savable = {savableBytes: savableBytes(sample, values.max_page_sharing)};
  if (values.run !== '1') return withoutUnknown(savable);
  const work = workOf(model);
  const {cost} = work;
  const advised = values.advisor_mode === 'scan-time';
  const rate = advised ? advisedRate(values, work) : ownRate(values, work);
  if (!rate || !Number.isFinite(rate)) return withoutUnknown(savable);
  const basis = cost === undefined ? 'formula' : 'measured';
  const estimate = (value: number | undefined): Estimate | undefined =>
    value === undefined ? undefined : {value, basis};
  const batchSeconds = cost && !advised ? Number(values.pages_to_scan) * cost : undefined;
  return withoutUnknown({
    fullScanSeconds: estimate(work.looked && work.looked / rate),
    pagesPerSecond: estimate(rate),
    bytesPerSecond: estimate(rate * sample.host.pageSizeBytes),
    ksmdCpuPercent: estimate(cost && Math.min(100, 100 * cost * rate)),
    batchSeconds: estimate(batchSeconds && batchSeconds * scanWork.stretch),
    ...savable,
  });
}

/** Whether ksmd would go at the same pace with either: a forecast for the one holds for the other. */
export function samePace(one: Values, other: Values): boolean {
  const names = one.advisor_mode === 'scan-time' ? advisedNames : ownNames;
  return [...commonNames, ...names].every((name) => one[name] === other[name]);
}

const commonNames = ['run', 'sleep_millisecs', 'smart_scan', 'advisor_mode'] as const;
const ownNames = ['pages_to_scan'] as const;
/** The advisor's own steps of pages_to_scan are what is forecast. */
const advisedNames = [
  'advisor_max_cpu',
  'advisor_max_pages_to_scan',
  'advisor_target_scan_time',
] as const;

/** What ksmd's work takes, as far as it is known. */
type Work = {
  /** Seconds of CPU for each page. */
  cost: number | undefined;
  stretch: number;
  jiffySeconds: number;
  /** Pages that a full scan looks at. */
  looked: number | undefined;
};

function workOf({sample, scanWork}: Model): Work {
  const {secondsPerPage, stretch, jiffySeconds, lookedShare = 1} = scanWork;
  const visited = pagesToVisit(sample);
  const looked = visited ? visited * lookedShare : undefined;
  return {cost: secondsPerPage, stretch, jiffySeconds, looked};
}

/** Pages a second: a pause for each batch of a scan, the partial last one too, and the work. */
function ownRate(values: Values, {cost = 0, stretch, jiffySeconds, looked}: Work): number {
  const pages = Number(values.pages_to_scan);
  const pause = pauseOf(Number(values.sleep_millisecs), jiffySeconds);
  const pausesPerPage = looked ? Math.max(1, looked / pages + partialBatches) / looked : 1 / pages;
  return 1 / (pausesPerPage * pause + cost * stretch);
}

/**
 * The advisor aims at its target time, within 10 percent of a core and advisor_max_cpu, and never
 * with batches above advisor_max_pages_to_scan.
 */
function advisedRate(values: Values, work: Work): number | undefined {
  const {looked, cost} = work;
  if (!looked) return undefined;
  const wanted = looked / Number(values.advisor_target_scan_time);
  const largest = values.advisor_max_pages_to_scan ?? '';
  const fastest = ownRate({...values, pages_to_scan: largest}, work);
  if (cost === undefined) return Math.min(wanted, fastest);
  const most = Number(values.advisor_max_cpu) / 100 / cost;
  return Math.min(Math.max(wanted, advisorLeastCpu / cost), most, fastest);
}

/**
 * The batch that reaches a full scan in the given time with the given sleep, at no more than the
 * given share of a core; absent where the cost of a page was not measured yet.
 */
export function pagesForScanTime(
  model: Model,
  goal: {scanSeconds: number; cpuPercent: number; sleepMilliseconds: number},
): number | undefined {
  const {looked, cost, stretch, jiffySeconds} = workOf(model);
  if (!looked || cost === undefined) return undefined;
  const wanted = looked / goal.scanSeconds;
  const rate = Math.min(wanted, goal.cpuPercent / 100 / cost, mostBusy / (cost * stretch));
  const pauses =
    (looked / rate - looked * cost * stretch) / pauseOf(goal.sleepMilliseconds, jiffySeconds);
  return Math.max(1, Math.round(looked / Math.max(1, pauses - partialBatches)));
}

/** Share of the time that ksmd may work when it is to sleep at all. */
const mostBusy = 0.95;
