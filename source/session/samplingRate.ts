/** Intervals that `+` and `-` step through, in seconds. */
const intervals = [0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** The shortest and the longest interval that can be set, in seconds. */
export const intervalLimits = {lowest: 0.1, highest: 3600} as const;

/** The next longer (`1`) or shorter (`-1`) interval, in seconds. */
export function stepInterval(seconds: number, step: 1 | -1): number {
  const next =
    step === 1
      ? intervals.find((interval) => interval > seconds)
      : intervals.findLast((interval) => interval < seconds);
  return next ?? seconds;
}

/** Samples less often while sampling and drawing take too long. */
export type SamplingRate = {
  /** Records how long a tick took, including drawing. */
  note(tookMs: number): void;
  /** The interval that can be kept where `askedMs` was set: a multiple of it. */
  intervalMs(askedMs: number): number;
};

/** A single long tick says nothing about the rate. */
const ticksInARow = 3;
/** The rest of the time is for keys, and for the host's own work. */
const mostShare = 0.5;

export function createSamplingRate(): SamplingRate {
  let took: number[] = [];
  return {
    note(tookMs) {
      took = [...took, tookMs].slice(-ticksInARow);
    },
    intervalMs(askedMs) {
      const least = took.length < ticksInARow ? 0 : Math.min(...took);
      return askedMs * Math.max(1, Math.ceil(least / mostShare / askedMs));
    },
  };
}
