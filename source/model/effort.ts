import type {Rates} from './rates.js';

/**
 * ksmd's CPU over the last half minute, in percent of one core: the figure of a single interval
 * wavers with smart_scan's short and long scans, and by whole ticks of the clock.
 */
export function followEffort(
  previous: number | undefined,
  rates: Rates | undefined,
): number | undefined {
  const percent = rates?.ksmdCpuPercent;
  if (!rates || percent === undefined) return previous;
  if (previous === undefined) return percent;
  const kept = Math.exp(-rates.elapsedSeconds / memorySeconds);
  return previous * kept + percent * (1 - kept);
}

/** After this time an interval counts a third of what it did at first. */
const memorySeconds = 30;
