import {pagesToVisit} from '../derive/ksmd/scans.js';
import {partialBatches, pauseOf} from '../derive/ksmd/scanWork.js';
import {withoutUnknown} from '../derive/unknown.js';
import type {Model} from '../model.js';
import type {Sample} from '../sample/sample.js';
import type {Values} from './checkValue.js';
import type {Basis, ForecastValue} from './forecastValue.js';
import {savableBytes} from './savable.js';

/** How ksmd runs, or would run, with some settings; absent: unknown. */
export type Forecast = {
  fullScanSeconds?: ForecastValue;
  pagesPerSecond?: ForecastValue;
  bytesPerSecond?: ForecastValue;
  /** Percent of one core. */
  ksmdCpuPercent?: ForecastValue;
  /** Elapsed time of one batch, for which stopping ksmd and unmerging wait. */
  batchSeconds?: ForecastValue;
  /** The most that the pages merged now can save within max_page_sharing. */
  savableBytes?: ForecastValue;
};

/** The kernel's advisor does not slow ksmd down below this share of a core, whatever its limit. */
export const advisorLeastCpu = 0.1;

/**
 * Seconds of a full scan: observed, else the offered pages divided by the current rate; absent in
 * the first scan, whose pages are still being registered.
 */
export function fullScanTime({scans, rates, figures}: Model): ForecastValue | undefined {
  const {fullScanSeconds, firstScan} = scans;
  if (fullScanSeconds !== undefined) return {value: fullScanSeconds, basis: 'observed'};
  const pagesPerSecond = rates?.pagesScannedPerSecond;
  if (!pagesPerSecond || !figures.offeredPages || firstScan) return undefined;
  return {value: figures.offeredPages / pagesPerSecond, basis: 'formula'};
}

/** How ksmd ran recently, with pace and CPU over the same time. */
export function observe(model: Model): Forecast {
  const {rates, sample} = model;
  const observed = (value: number | undefined): ForecastValue | undefined =>
    value === undefined ? undefined : {value, basis: 'observed'};
  const pagesPerSecond = rates?.pagesScannedPerSecond;
  return withoutUnknown({
    fullScanSeconds: fullScanTime(model),
    pagesPerSecond: observed(pagesPerSecond),
    bytesPerSecond: observed(pagesPerSecond && pagesPerSecond * sample.host.pageSizeBytes),
    ksmdCpuPercent: observed(rates?.ksmdCpuPercent),
  });
}

/** How ksmd would run with `changed` in place of the present settings. */
export function forecast(model: Model, changed: Values): Forecast {
  const {sample, scanWork} = model;
  const values = {...sample.ksm?.parameters, ...changed};
  const savable = {savableBytes: savableBytes(sample, values.max_page_sharing)};
  if (values.run !== '1') return withoutUnknown(savable);
  const {secondsPerPage, secondsRange} = scanWork;
  const estimates = secondsRange
    ? between(
        outcomeAt(model, values, secondsRange.least),
        outcomeAt(model, values, secondsRange.most),
      )
    : exactly(
        outcome(values, workOf(model, secondsPerPage), sample),
        secondsPerPage === undefined ? 'formula' : 'measured',
      );
  return withoutUnknown({...estimates, ...savable});
}

type Figure = Exclude<keyof Forecast, 'savableBytes'>;
type Outcome = Partial<Record<Figure, number>>;

const figures = [
  'fullScanSeconds',
  'pagesPerSecond',
  'bytesPerSecond',
  'ksmdCpuPercent',
  'batchSeconds',
] as const satisfies readonly Figure[];

function outcomeAt(model: Model, values: Values, cost: number | undefined): Outcome | undefined {
  return cost === undefined ? undefined : outcome(values, workOf(model, cost), model.sample);
}

function outcome(values: Values, work: Work, {host}: Sample): Outcome {
  const {cost, pagesPerScan, stretch} = work;
  const advised = values.advisor_mode === 'scan-time';
  const rate = advised ? advisedRate(values, work) : ownRate(values, work);
  if (rate === undefined || !isPossible(rate)) return {};
  const all: Record<Figure, number | undefined> = {
    fullScanSeconds: pagesPerScan && pagesPerScan / rate,
    pagesPerSecond: rate,
    bytesPerSecond: rate * host.pageSizeBytes,
    ksmdCpuPercent: cost && Math.min(100, 100 * cost * rate),
    batchSeconds: cost && !advised ? Number(values.pages_to_scan) * cost * stretch : undefined,
  };
  const possible = Object.entries(all).filter(([, value]) => isPossible(value));
  return Object.fromEntries(possible);
}

/** Counters may be inconsistent: a forecast is only given if it is finite and not negative. */
function isPossible(value: number | undefined): boolean {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

function exactly(outcome: Outcome, basis: Basis): Partial<Record<Figure, ForecastValue>> {
  return Object.fromEntries(
    Object.entries(outcome).map(([figure, value]) => [figure, {value, basis}]),
  );
}

/** The range between the cheapest and the most expensive pages; either may be unknown. */
function between(
  cheap: Outcome | undefined,
  dear: Outcome | undefined,
): Partial<Record<Figure, ForecastValue>> {
  const estimates: Partial<Record<Figure, ForecastValue>> = {};
  for (const figure of figures) {
    const falls = figure === 'pagesPerSecond' || figure === 'bytesPerSecond';
    const from = (falls ? dear : cheap)?.[figure];
    const to = (falls ? cheap : dear)?.[figure];
    // The worse end, if known.
    const value = dear?.[figure] ?? cheap?.[figure];
    if (value === undefined) continue;
    estimates[figure] = {value, basis: 'early', range: withoutUnknown({from, to})};
  }
  return estimates;
}

/** Whether a forecast for one set of values also holds for the other. */
export function sameScanSettings(one: Values, other: Values): boolean {
  const names = one.advisor_mode === 'scan-time' ? advisedNames : ownNames;
  return [...commonNames, ...names].every((name) => one[name] === other[name]);
}

const commonNames = ['run', 'sleep_millisecs', 'smart_scan', 'advisor_mode'] as const;
const ownNames = ['pages_to_scan'] as const;
/** Without pages_to_scan, which the advisor sets. */
const advisedNames = [
  'advisor_max_cpu',
  'advisor_max_pages_to_scan',
  'advisor_target_scan_time',
] as const;

/** The cost of ksmd's work, as far as known. */
type Work = {
  /** Seconds of CPU per page. */
  cost: number | undefined;
  stretch: number;
  jiffySeconds: number;
  /** Pages that a full scan looks at. */
  pagesPerScan: number | undefined;
};

function workOf({sample, scanWork}: Model, cost: number | undefined): Work {
  const {stretch, jiffySeconds, scannedShare = 1} = scanWork;
  const visited = pagesToVisit(sample);
  const pagesPerScan = visited ? visited * scannedShare : undefined;
  return {cost, stretch, jiffySeconds, pagesPerScan};
}

/** Pages per second: each batch, including the partial last one, takes its pause and its work. */
function ownRate(values: Values, {cost = 0, stretch, jiffySeconds, pagesPerScan}: Work): number {
  const pages = Number(values.pages_to_scan);
  const pause = pauseOf(Number(values.sleep_millisecs), jiffySeconds);
  const pausesPerPage = pagesPerScan
    ? Math.max(1, pagesPerScan / pages + partialBatches) / pagesPerScan
    : 1 / pages;
  return 1 / (pausesPerPage * pause + cost * stretch);
}

/**
 * Pages per second under the advisor, which aims for its target time, with at most advisor_max_cpu
 * but at least 10 percent of a core, and batches up to advisor_max_pages_to_scan (mm/ksm.c,
 * scan_time_advisor).
 */
function advisedRate(values: Values, work: Work): number | undefined {
  const {pagesPerScan, cost} = work;
  if (!pagesPerScan) return undefined;
  const wanted = pagesPerScan / Number(values.advisor_target_scan_time);
  const largest = values.advisor_max_pages_to_scan ?? '';
  const fastest = ownRate({...values, pages_to_scan: largest}, work);
  // How fast 10 percent of a core is depends on the cost of a page.
  if (cost === undefined) return wanted >= fastest ? fastest : undefined;
  const most = Number(values.advisor_max_cpu) / 100 / cost;
  return Math.min(Math.max(Math.min(wanted, most), advisorLeastCpu / cost), fastest);
}

/**
 * The pages_to_scan with which a full scan takes the given time, with the given sleep and at most
 * the given CPU; absent: the cost of a page is not known yet.
 */
export function pagesForScanTime(
  model: Model,
  goal: {scanSeconds: number; cpuPercent: number; sleepMilliseconds: number},
): number | undefined {
  const {pagesPerScan, cost, stretch, jiffySeconds} = workOf(model, model.scanWork.secondsPerPage);
  if (!pagesPerScan || cost === undefined) return undefined;
  const wanted = pagesPerScan / goal.scanSeconds;
  const rate = Math.min(wanted, goal.cpuPercent / 100 / cost, mostBusy / (cost * stretch));
  const pauses =
    (pagesPerScan / rate - pagesPerScan * cost * stretch) /
    pauseOf(goal.sleepMilliseconds, jiffySeconds);
  return Math.max(1, Math.round(pagesPerScan / Math.max(1, pauses - partialBatches)));
}

/** Largest share of the time that ksmd may work if it sleeps at all. */
const mostBusy = 0.95;
