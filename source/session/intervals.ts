/** Intervals that `+` and `-` step through, in seconds. */
const intervals = [0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** The next longer (`1`) or shorter (`-1`) interval, in seconds. */
export function stepInterval(seconds: number, step: 1 | -1): number {
  const next =
    step === 1
      ? intervals.find((interval) => interval > seconds)
      : intervals.findLast((interval) => interval < seconds);
  return next ?? seconds;
}
