import {type CounterName, counters as counterTable} from '../../kernel/ksm/counters.js';
import type {Sample} from '../sample/sample.js';
import type {Figures} from './figures.js';
import type {Pace} from './ksmd/paceWindow.js';
import {ratio, withoutUnknown} from './unknown.js';

/** Changes between two samples of one host, per second of the monotonic clock. */
export type Rates = {
  elapsedSeconds: number;
  /** Time over which ksmd's CPU and pace are measured: 1 to 30 seconds, until enough clock ticks. */
  paceSeconds?: number;
  /** ksmd's CPU time in percent of one core. Absent while ksmd is stopped. */
  ksmdCpuPercent?: number;
  /** Over the same time. */
  pagesScannedPerSecond?: number;
  /** Merged pages copied because a process wrote to them (cow_ksm): page faults caused by KSM. */
  brokenMergesPerSecond?: number;
  /** Saved bytes per 1 % of a core that ksmd uses. */
  savedBytesPerCpuPercent?: number;
  /** Change of each counter per second; a counter that was reset has none. */
  counters: Partial<Record<CounterName, number>>;
};

/** Gauges rise and fall; the others fall only when they are reset. */
const gauges: ReadonlySet<string> = new Set(
  counterTable.filter(({kind}) => kind === 'gauge').map(({name}) => name),
);

/** The rates since the previous sample; absent: there is none, or no time has passed. */
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

/** Rise per second; absent: unknown, or the counter was reset. */
function rise(from: number | undefined, to: number | undefined, elapsedSeconds: number) {
  return from === undefined || to === undefined || to < from
    ? undefined
    : (to - from) / elapsedSeconds;
}
