import type {ParameterName} from '../kernel/parameters.js';

/** Intervals that `+` and `-` step through, in seconds. */
const intervals = [0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** The next longer or shorter interval. */
export function stepInterval(seconds: number, step: 1 | -1): number {
  const next =
    step === 1
      ? intervals.find((interval) => interval > seconds)
      : intervals.findLast((interval) => interval < seconds);
  return next ?? seconds;
}

/**
 * Limits of halving and doubling by key. A batch of a million pages keeps ksmd busy for seconds,
 * during which it cannot be stopped; whoever wants more types it.
 */
const stepLimits = {
  pages_to_scan: {lowest: 1, highest: 1_000_000},
  sleep_millisecs: {lowest: 0, highest: 60_000},
} as const satisfies Partial<Record<ParameterName, {lowest: number; highest: number}>>;

export type SteppedParameter = keyof typeof stepLimits;

/** The halved or doubled value; absent when the limit is reached. */
export function stepParameter(
  name: SteppedParameter,
  value: string,
  direction: 'halve' | 'double',
): string | undefined {
  const {lowest, highest} = stepLimits[name];
  const current = Number(value);
  const next = direction === 'halve' ? Math.floor(current / 2) : Math.max(1, current * 2);
  const limited = Math.min(highest, Math.max(lowest, next));
  // A value beyond the limit may come back, but not go further.
  const moves = direction === 'halve' ? limited < current : limited > current;
  return moves ? String(limited) : undefined;
}
