import {formatPercent} from '../../../text/units.js';
import type {Sample} from '../../sample/sample.js';
import {type Thresholds, usualThresholds} from '../thresholds.js';
import {verdictThresholds} from '../verdictTable.js';
import {isStopped} from './paceWindow.js';

/** Part of the noticeable CPU below which it is negligible again. */
const negligiblePart =
  verdictThresholds.negligibleCpuPercent / verdictThresholds.noticeableCpuPercent;

/**
 * ksmd's CPU over about the last half minute, as sums in which older samples count less: a single
 * interval varies with smart_scan's short and long scans, and by whole clock ticks.
 */
export type Effort = {busySeconds: number; seconds: number};

/** Adds the interval between two samples; absent: ksmd is stopped, or there is no previous sample. */
export function followEffort(
  effort: Effort | undefined,
  before: Sample | undefined,
  after: Sample,
): Effort | undefined {
  if (!before || isStopped(before) || isStopped(after)) return undefined;
  const seconds = (after.monotonicMs - before.monotonicMs) / 1000;
  const [from, to] = [before.ksmd, after.ksmd];
  if (!from || !to || from.pid !== to.pid || seconds <= 0) return effort;
  const busySeconds = (to.cpuTicks - from.cpuTicks) / after.host.ticksPerSecond;
  // One thread uses at most one core; a tick or two may be counted late.
  if (busySeconds < 0 || busySeconds > 1.05 * seconds + 0.05) return effort;
  const kept = Math.exp(-seconds / memorySeconds);
  return {
    busySeconds: (effort?.busySeconds ?? 0) * kept + busySeconds,
    seconds: (effort?.seconds ?? 0) * kept + seconds,
  };
}

/** Percent of one core; absent until a second was observed. */
export function effortPercent(effort: Effort | undefined): number | undefined {
  if (!effort || effort.seconds < leastSeconds) return undefined;
  return (100 * effort.busySeconds) / effort.seconds;
}

/**
 * `12.4 % of a core over the last 30 s`, or a part of it. The time is named because the header shows
 * the CPU over a shorter one; Prometheus does not have it.
 */
export function effortText(
  {effort, effortPercent: percent}: {effort?: Effort; effortPercent?: number},
  part = 1,
): string {
  const share = `${formatPercent(percent === undefined ? undefined : percent * part)} of a core`;
  return effort ? `${share} over the last ${wholeSeconds(effort)} s` : share;
}

/** In steps of five from ten on: the weights make it no more precise. */
function wholeSeconds({seconds}: Effort): number {
  return seconds < 10 ? Math.round(seconds) : 5 * Math.round(seconds / 5);
}

/** ksmd's CPU since boot, in percent of one core: all that a single sample tells. */
export function percentSinceBoot({ksmd, host}: Sample): number | undefined {
  const {uptimeSeconds, ticksPerSecond} = host;
  if (!ksmd || !uptimeSeconds) return undefined;
  const percent = (100 * ksmd.cpuTicks) / ticksPerSecond / uptimeSeconds;
  // A container may have an uptime of its own.
  return percent <= 100 ? percent : undefined;
}

/** Time constant: after it, an interval counts 1/e of what it did at first. */
const memorySeconds = 30;
const leastSeconds = 0.95;

/**
 * Whether ksmd's CPU matters: from `noticeableCpuPercent` until it falls below two thirds of it.
 * It stays as it was while the CPU is unknown.
 */
export function followNoticeable(
  was: boolean,
  percent: number | undefined,
  {noticeableCpuPercent}: Thresholds = usualThresholds,
): boolean {
  if (percent === undefined) return was;
  return was ? percent >= negligiblePart * noticeableCpuPercent : percent > noticeableCpuPercent;
}
