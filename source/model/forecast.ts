import type {Values} from './check.js';
import type {Model} from './model.js';
import {savableBytes} from './savable.js';
import {withoutUnknown} from './savings.js';
import {pagesToVisit} from './scans.js';
import {pauseOf} from './scanWork.js';

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

/** How ksmd did between the last two samples. */
export function observe({rates, scans, sample}: Model): Forecast {
  const observed = (value: number | undefined): Estimate | undefined =>
    value === undefined ? undefined : {value, basis: 'observed'};
  const pagesPerSecond = rates?.pagesScannedPerSecond;
  return withoutUnknown({
    fullScanSeconds: observed(scans.fullScanSeconds),
    pagesPerSecond: observed(pagesPerSecond),
    bytesPerSecond: observed(pagesPerSecond && pagesPerSecond * sample.host.pageSizeBytes),
    ksmdCpuPercent: observed(rates?.ksmdCpuPercent),
  });
}

/** How ksmd would do with `changed` in place of the present settings. */
export function forecast(model: Model, changed: Values): Forecast {
  const {sample, scanWork} = model;
  const values = {...sample.ksm?.parameters, ...changed};
  const savable = {savableBytes: savableBytes(sample, values.max_page_sharing)};
  if (values.run !== '1') return withoutUnknown(savable);
  const cost = scanWork.secondsPerPage;
  const basis = cost === undefined ? 'formula' : 'measured';
  const visited = pagesToVisit(sample);
  const looked = visited === undefined ? undefined : visited * (scanWork.lookedShare ?? 1);
  const pace = {cost: cost ?? 0, stretch: scanWork.stretch, looked};
  const pagesPerSecond =
    values.advisor_mode === 'scan-time' ? advisedRate(values, pace) : ownRate(values, pace);
  if (!pagesPerSecond || !Number.isFinite(pagesPerSecond)) return withoutUnknown(savable);
  const estimate = (value: number | undefined): Estimate | undefined =>
    value === undefined ? undefined : {value, basis};
  const pages = Number(values.pages_to_scan);
  return withoutUnknown({
    fullScanSeconds: estimate(looked ? looked / pagesPerSecond : undefined),
    pagesPerSecond: estimate(pagesPerSecond),
    bytesPerSecond: estimate(pagesPerSecond * sample.host.pageSizeBytes),
    ksmdCpuPercent: estimate(cost && Math.min(100, 100 * cost * pagesPerSecond)),
    batchSeconds:
      values.advisor_mode === 'scan-time'
        ? undefined
        : estimate(cost && pages * cost * scanWork.stretch),
    ...savable,
  });
}

/** What ksmd's work takes, as far as it is known, and how many pages a full scan looks at. */
type Work = {cost: number; stretch: number; looked: number | undefined};

/** A batch of pages, then the sleep and up to one tick of the timer (absent when sleeping 0). */
function ownRate(values: Values, {cost, stretch}: Work): number | undefined {
  const pages = Number(values.pages_to_scan);
  return pages / (pauseOf(Number(values.sleep_millisecs)) + pages * cost * stretch);
}

/**
 * The advisor aims at its target time, within 10 percent of a core and advisor_max_cpu, and never
 * with batches above advisor_max_pages_to_scan.
 */
function advisedRate(values: Values, {cost, stretch, looked}: Work): number | undefined {
  if (!looked) return undefined;
  const wanted = looked / Number(values.advisor_target_scan_time);
  const fastest = ownRate(
    {...values, pages_to_scan: values.advisor_max_pages_to_scan ?? ''},
    {
      cost,
      stretch,
      looked,
    },
  );
  if (!cost) return Math.min(wanted, fastest ?? wanted);
  const most = Number(values.advisor_max_cpu) / 100 / cost;
  return Math.min(Math.max(wanted, advisorLeastCpu / cost), most, fastest ?? most);
}

/**
 * The batch that reaches a full scan in the given time with the given sleep, at no more than the
 * given share of a core; absent where the cost of a page was not measured yet.
 */
export function pagesForScanTime(
  {sample, scanWork}: Model,
  goal: {scanSeconds: number; cpuPercent: number; sleepMilliseconds: number},
): number | undefined {
  const visited = pagesToVisit(sample);
  const {secondsPerPage: cost, stretch, lookedShare = 1} = scanWork;
  if (!visited || cost === undefined) return undefined;
  const wanted = (visited * lookedShare) / goal.scanSeconds;
  const rate = Math.min(wanted, goal.cpuPercent / 100 / cost, 0.95 / (cost * stretch));
  const pages = (rate * pauseOf(goal.sleepMilliseconds)) / (1 - rate * cost * stretch);
  return Math.max(1, Math.round(pages));
}
