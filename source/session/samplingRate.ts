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
