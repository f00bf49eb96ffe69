import type {Sample} from '../sample/sample.js';
import {withoutUnknown} from './savings.js';

/** What ksmd has done up to a moment. */
type PaceMark = {monotonicMs: number; cpuTicks?: number; scanned?: number};

/** The moments since which ksmd goes on without a change, the newest last. */
export type PaceWindow = {
  pid: number | undefined;
  marks: readonly PaceMark[];
};

/** CPU and pace of ksmd, both over the same time. */
export type Pace = {seconds: number; cpuPercent?: number; pagesPerSecond?: number};

/** Shorter than this, whole batches and whole ticks of the clock make a figure jump. */
const leastSeconds = 0.95;
/** With so many ticks one more or less is a tenth; few ticks are waited for, but not for ever. */
const ticksNeeded = 10;
const mostSeconds = 30;

/**
 * Takes a sample into the window; it begins again where ksmd was started or paced otherwise, is
 * another thread, or where a counter went back.
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

/** The newest mark that is long enough ago. */
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

/** Absent until the window is long enough for a figure. */
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
  // One thread has one core, and a tick or two that were counted late.
  const isPossible = cpuPercent !== undefined && cpuPercent <= 100 + 5 / Math.min(1, seconds);
  return {
    seconds,
    ...withoutUnknown({
      cpuPercent: isPossible ? cpuPercent : undefined,
      pagesPerSecond: per(from.scanned, to.scanned),
    }),
  };
}
