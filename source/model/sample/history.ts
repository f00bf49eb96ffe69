import type {Sample} from './sample.js';

/** The counters that are drawn over time. */
export const trendNames = [
  'pages_shared',
  'pages_sharing',
  'pages_unshared',
  'pages_volatile',
] as const;
export type TrendName = (typeof trendNames)[number];

/** One sample's point in the trends; an unreadable value leaves a gap. */
export type HistoryPoint = {
  timeMs: number;
  values: Readonly<Partial<Record<TrendName, number>>>;
};

/** An hour at one sample a second. */
export const pointsKept = 3600;

/** Appends a sample's point, keeping the last hour. */
export function appendHistory(
  history: readonly HistoryPoint[],
  sample: Sample,
): readonly HistoryPoint[] {
  return appendBounded(history, historyPoint(sample), pointsKept);
}

/** The point of one sample. */
export function historyPoint(sample: Sample): HistoryPoint {
  const values: Partial<Record<TrendName, number>> = {};
  for (const name of trendNames) {
    const value = sample.ksm?.counters[name];
    if (value !== undefined) values[name] = value;
  }
  return {timeMs: sample.timeMs, values};
}

/**
 * A copy with one more entry, the oldest dropped beyond `limit`; the list itself where the copy would
 * be equal, as for most containers, which save the same for minutes.
 */
export function appendBounded<T>(list: readonly T[], entry: T, limit: number): readonly T[] {
  if (list.length < limit) return list.concat([entry]);
  return isAll(list, entry) ? list : list.slice(1 - limit).concat([entry]);
}

/** By index: a callback would box each fraction, for each point of each trend. */
function isAll<T>(list: readonly T[], entry: T): boolean {
  for (let index = 0; index < list.length; index++) if (list[index] !== entry) return false;
  return true;
}
