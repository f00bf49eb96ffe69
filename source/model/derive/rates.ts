import {type CounterName, counters as counterTable} from '../../kernel/ksm/counters.js';
import type {Sample} from '../sample/sample.js';
import type {Pace} from './paceWindow.js';
import {type Figures, ratio, withoutUnknown} from './savings.js';

/** What changed between two samples of one host, per second of the clock that never jumps. */
export type Rates = {
  elapsedSeconds: number;
  /** Time that ksmd's CPU and pace are measured over: one second to thirty, as its ticks need. */
  paceSeconds?: number;
  /** ksmd's CPU time in percent of one core. Absent while ksmd is stopped. */
  ksmdCpuPercent?: number;
  /** Over the same time. */
  pagesScannedPerSecond?: number;
  /** Merged pages that were copied because a process wrote to them: page faults that KSM costs. */
  brokenMergesPerSecond?: number;
  /** Saved bytes for each percent of a core that ksmd uses. */
  savedBytesPerCpuPercent?: number;
  /** Change of each counter per second; a counter that was reset has none. */
  counters: Partial<Record<CounterName, number>>;
};

/** Gauges fall as often as they rise; the others only fall when something resets them. */
const gauges: ReadonlySet<string> = new Set(
  counterTable.filter(({kind}) => kind === 'gauge').map(({name}) => name),
);

/**
 * Derives the rates of `current` since `previous`. Absent without a predecessor, and when no time
 * has passed: one sample is no rate.
 */
export function deriveRates(
  previous: Sample | undefined,
  current: Sample,
  figures: Figures,
  pace: Pace | undefined,
): Rates | undefined {
  if (!previous) return undefined;
  const elapsedSeconds = (current.monotonicMs - previous.monotonicMs) / 1000;
  if (elapsedSeconds <= 0) return undefined;
  const counters = counterRates(previous, current, elapsedSeconds);
  return {
    elapsedSeconds,
    counters,
    ...withoutUnknown({
      paceSeconds: pace?.seconds,
      ksmdCpuPercent: pace?.cpuPercent,
      pagesScannedPerSecond: pace?.pagesPerSecond,
      brokenMergesPerSecond: rise(previous.vmstat.cowKsm, current.vmstat.cowKsm, elapsedSeconds),
      savedBytesPerCpuPercent: ratio(figures.savedBytes, pace?.cpuPercent),
    }),
  };
}

function counterRates(previous: Sample, current: Sample, elapsedSeconds: number) {
  const before = previous.ksm?.counters ?? {};
  const after = current.ksm?.counters ?? {};
  const rates: Partial<Record<CounterName, number>> = {};
  for (const name of Object.keys(after) as CounterName[]) {
    const from = before[name];
    const to = after[name];
    if (from === undefined || to === undefined) continue;
    if (to < from && !gauges.has(name)) continue;
    rates[name] = (to - from) / elapsedSeconds;
  }
  return rates;
}

/** Absent: not known, or reset. */
function rise(from: number | undefined, to: number | undefined, elapsedSeconds: number) {
  return from === undefined || to === undefined || to < from
    ? undefined
    : (to - from) / elapsedSeconds;
}
