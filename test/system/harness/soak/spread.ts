/** How times are distributed, in microseconds. */
export type Spread = {count: number; median: number; ninetyNine: number; longest: number};

export function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {count: sorted.length, median: at(0.5), ninetyNine: at(0.99), longest: at(1)};
}
