import type {Sample} from '../../sample/sample.js';
import {withoutUnknown} from '../unknown.js';

/** ksmd's totals at one moment. */
type PaceMark = {monotonicMs: number; cpuTicks?: number; scanned?: number};

/** Moments since ksmd last started or changed its settings, the newest last. */
export type PaceWindow = {
  pid: number | undefined;
  marks: readonly PaceMark[];
};

/** CPU (percent of one core) and speed of ksmd, both over the same time. */
export type Pace = {seconds: number; cpuPercent?: number; pagesPerSecond?: number};

/** Over a shorter time, whole batches and whole clock ticks make a figure jump. */
const leastSeconds = 0.95;
/** With this many ticks, one more or less is a tenth; they are waited for up to `mostSeconds`. */
const ticksNeeded = 10;
const mostSeconds = 30;

/**
 * Adds a sample to the window, which restarts when ksmd was started, its settings changed, it is
 * another thread, or a counter fell.
 */
export function followPaceWindow(
  previous: PaceWindow | undefined,
  sample: Sample,
  sameSettings: boolean,
): PaceWindow {
  const pid = sample.ksmd?.pid;
  if (isStopped(sample)) return {pid, marks: []};
  const mark: PaceMark = {
    monotonicMs: sample.monotonicMs,
    ...withoutUnknown({
      cpuTicks: sample.ksmd?.cpuTicks,
      scanned: sample.ksm?.counters.pages_scanned,
    }),
  };
  const before = previous && sameSettings && previous.pid === pid ? previous.marks : [];
  const last = before.at(-1);
  const marks = last && isLater(last, mark) ? [...before, mark] : [mark];
  return {pid, marks: marks.slice(startOf(marks))};
}

/** Whether ksmd is known to be stopped: run is 0 or 2. */
export function isStopped({ksm}: Sample): boolean {
  return ksm?.parameters.run === '0' || ksm?.parameters.run === '2';
}

function isLater(last: PaceMark, next: PaceMark): boolean {
  return (
    next.monotonicMs > last.monotonicMs &&
    (next.cpuTicks ?? Number.POSITIVE_INFINITY) >= (last.cpuTicks ?? 0) &&
    (next.scanned ?? Number.POSITIVE_INFINITY) >= (last.scanned ?? 0)
  );
}

/** Index of the newest mark that is old enough to measure from. */
function startOf(marks: readonly PaceMark[]): number {
  const last = marks.at(-1);
  const index = marks.findLastIndex((mark) => last && isEnough(mark, last));
  return Math.max(0, index);
}

function isEnough(from: PaceMark, to: PaceMark): boolean {
  const seconds = (to.monotonicMs - from.monotonicMs) / 1000;
  if (seconds < leastSeconds) return false;
  const ticks = (to.cpuTicks ?? 0) - (from.cpuTicks ?? 0);
  return seconds >= mostSeconds || to.cpuTicks === undefined || ticks >= ticksNeeded;
}

/** The pace over the window; absent: the window is too short. */
export function paceOf({marks}: PaceWindow, ticksPerSecond: number): Pace | undefined {
  const from = marks[0];
  const to = marks.at(-1);
  if (!from || !to) return undefined;
  const seconds = (to.monotonicMs - from.monotonicMs) / 1000;
  if (seconds < leastSeconds) return undefined;
  const per = (before: number | undefined, after: number | undefined) =>
    before === undefined || after === undefined ? undefined : (after - before) / seconds;
  const ticksEach = per(from.cpuTicks, to.cpuTicks);
  const cpuPercent = ticksEach === undefined ? undefined : (100 * ticksEach) / ticksPerSecond;
  // One thread uses at most one core; a tick or two may be counted late.
  const isPossible = cpuPercent !== undefined && cpuPercent <= 100 + 5 / Math.min(1, seconds);
  return {
    seconds,
    ...withoutUnknown({
      cpuPercent: isPossible ? cpuPercent : undefined,
      pagesPerSecond: per(from.scanned, to.scanned),
    }),
  };
}
