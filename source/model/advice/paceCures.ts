import {formatSeconds} from '../../text/units.js';
import {thresholdsOf} from '../derive/thresholds.js';
import type {Values} from '../tuning/checkValue.js';
import {advisorLeastCpu, forecast, pagesForScanTime} from '../tuning/forecast.js';
import type {Evidence} from './evidence.js';
import type {Finding} from './rule.js';
import {canJudgeYield, yieldsLittle} from './verdictJudgments.js';
import {settingCure} from './words.js';

/** The scan time that the cure sets: new containers then merge within half an hour. */
const targetScanSeconds = 900;

/** A cure that changes ksmd's pace, and a sentence about its effect. */
export type PaceCure = Pick<Finding, 'cure' | 'values'> & {effect: string};

/** Smaller changes of the pace are not worth a cure. */
const leastFactor = 1.1;

/** The least that a clock of 100 ticks a second shows in the seconds that doctor watches. */
const unmeasurablePercent = 0.5;

const noFasterScan: PaceCure = {
  cure: '# wait, or offer less memory: faster scans would take too much CPU',
  effect: 'Faster scans would take too much CPU.',
};

const advisorAtLimit: PaceCure = {
  cure: '# wait, offer less memory, or raise advisor_max_cpu or advisor_max_pages_to_scan',
  effect:
    'The advisor aims at a shorter time already; advisor_max_cpu or advisor_max_pages_to_scan keeps it from that.',
};

/** Aims at a full scan in a quarter of an hour, as far as the CPU allows. */
export function fasterScan(evidence: Evidence): PaceCure {
  const {model, fullScanSeconds = 0} = evidence;
  const {parameters = {}} = model.sample.ksm ?? {};
  if (parameters.advisor_mode === 'scan-time') {
    if (numberOf(parameters.advisor_target_scan_time, Infinity) <= targetScanSeconds) {
      return advisorAtLimit;
    }
    return {
      ...settingCure({advisor_target_scan_time: String(targetScanSeconds)}),
      effect: 'The cure sets a shorter target for the advisor, which costs more CPU.',
    };
  }
  const sleep = numberOf(parameters.sleep_millisecs, 20);
  const newSleep = Math.min(20, sleep);
  const pages = pagesPerBatch(evidence);
  const affordable = affordableCpuPercent(evidence);
  const measured = pagesForScanTime(model, {
    scanSeconds: targetScanSeconds,
    cpuPercent: affordable,
    sleepMilliseconds: newSleep,
  });
  const sleepFactor = (sleep || 1) / (newSleep || 1);
  const wanted = measured ?? (pages * fullScanSeconds) / targetScanSeconds / sleepFactor;
  // The present effort is surer than the cost of a page.
  const effortPercent = Math.max(model.effortPercent ?? 0, measured ? 0 : unmeasurablePercent);
  const most = (pages * affordable) / effortPercent / sleepFactor;
  const newPages = roundPages(Math.min(wanted, most));
  const factor = (newPages / Math.max(1, pages)) * sleepFactor;
  if (factor < leastFactor) return noFasterScan;
  return {
    ...settingCure({
      ...(newSleep !== sleep && {sleep_millisecs: String(newSleep)}),
      pages_to_scan: String(newPages),
    }),
    effect: `The cure scans ${timesText(factor)} as fast, for proportionally more CPU.`,
  };
}

/** As much as the cures against much CPU leave, so that following one does not cause the other. */
function affordableCpuPercent(evidence: Evidence): number {
  const {muchCpuPercent, noticeableCpuPercent, worthyBytesPerCpuPercent} = thresholdsOf(
    evidence.model,
  );
  const most = muchCpuPercent / 2;
  const {savedBytes} = evidence.model.figures;
  if (savedBytes === undefined || !canJudgeYield(evidence)) return most;
  const worthwhile = savedBytes / worthyBytesPerCpuPercent;
  return Math.min(most, Math.max(noticeableCpuPercent / 2, worthwhile));
}

/** Aims at half of the threshold, so that the advice does not come back with the next sample. */
export function slowerScan(evidence: Evidence): PaceCure {
  const {model} = evidence;
  const {effortPercent = 0} = model;
  const {noticeableCpuPercent, muchCpuPercent} = thresholdsOf(evidence.model);
  const goal = (yieldsLittle(evidence) ? noticeableCpuPercent : muchCpuPercent) / 2;
  const {parameters = {}} = model.sample.ksm ?? {};
  const pages = pagesPerBatch(evidence);
  const sleep = numberOf(parameters.sleep_millisecs, 20);
  const factor = effortPercent / goal;
  const newPages = roundPages(pages / factor);
  if (parameters.advisor_mode === 'scan-time') {
    const percent = Math.ceil(goal);
    const isLower = percent < numberOf(parameters.advisor_max_cpu, 70);
    if (isLower && percent >= 100 * advisorLeastCpu) {
      return {
        ...settingCure({advisor_max_cpu: String(percent)}),
        effect: `The cure limits ksmd to ${percent} % of a core; scans take longer.`,
      };
    }
    return {
      ...settingCure({advisor_mode: 'none', pages_to_scan: String(newPages)}),
      effect: `The advisor cannot slow ksmd down that far. The cure turns it off, and scans ${newPages} pages per batch.`,
    };
  }
  if (parameters.sleep_millisecs === '0') {
    return {
      ...settingCure({sleep_millisecs: '20'}),
      effect: 'ksmd never sleeps; with the cure it sleeps 20 ms after each batch.',
    };
  }
  if (newPages >= pages) {
    const newSleep = Math.ceil(sleep * factor);
    return {
      ...settingCure({sleep_millisecs: String(newSleep)}),
      effect: slowerText(evidence, newSleep / sleep, {sleep_millisecs: String(newSleep)}),
    };
  }
  return {
    ...settingCure({pages_to_scan: String(newPages)}),
    effect: slowerText(evidence, pages / newPages, {pages_to_scan: String(newPages)}),
  };
}

function slowerText({model}: Evidence, factor: number, changed: Values): string {
  const seconds = forecast(model, changed).fullScanSeconds?.value;
  const time =
    seconds === undefined ? '' : `: a full scan then takes about ${formatSeconds(seconds)}`;
  return `The cure slows scanning to 1/${Math.round(factor)} of its pace${time}.`;
}

function timesText(factor: number): string {
  return factor < 9.5 ? `${Number(factor.toFixed(1))} times` : `${Math.round(factor)} times`;
}

/** A batch ends with its scan, however large it may be. */
function pagesPerBatch({model: {sample, figures}}: Evidence): number {
  const pages = numberOf(sample.ksm?.parameters.pages_to_scan, 100);
  return Math.min(pages, figures.offeredPages || pages);
}

function numberOf(text: string | undefined, fallback: number): number {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : fallback;
}

/** To two significant digits, which is as precise as the forecast. */
function roundPages(pages: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, pages))) - 1);
  return Math.max(1, Math.min(4_294_967_295, Math.round(pages / step) * step));
}
