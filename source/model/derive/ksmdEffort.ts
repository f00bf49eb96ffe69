import type {Sample} from '../sample/sample.js';
import {isStopped} from './paceWindow.js';

/**
 * ksmd's CPU over the last half minute: the figure of a single interval wavers with smart_scan's
 * short and long scans, and by whole ticks of the clock. Sums in which older samples count less.
 */
export type Effort = {busySeconds: number; seconds: number};

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
  // One thread has one core, and a tick or two that were counted late.
  if (busySeconds < 0 || busySeconds > 1.05 * seconds + 0.05) return effort;
  const kept = Math.exp(-seconds / memorySeconds);
  return {
    busySeconds: (effort?.busySeconds ?? 0) * kept + busySeconds,
    seconds: (effort?.seconds ?? 0) * kept + seconds,
  };
}

/** In percent of one core; absent until it rests on a second. */
export function effortPercent(effort: Effort | undefined): number | undefined {
  if (!effort || effort.seconds < leastSeconds) return undefined;
  return (100 * effort.busySeconds) / effort.seconds;
}

/** After this time an interval counts a third of what it did at first. */
const memorySeconds = 30;
const leastSeconds = 0.95;
