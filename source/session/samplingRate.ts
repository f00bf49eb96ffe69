/** Lowers the rate of sampling where a sample and its picture take too long, and raises it again. */
export type SamplingRate = {
  /** A tick took so long, with all that was drawn. */
  note(tookMs: number): void;
  /** From one tick to the next, where the interval that was asked for is `intervalMs`. */
  intervalMs(askedMs: number): number;
};

/** One tick that took long is the machine's affair, not the rate's. */
const ticksInARow = 3;
/** The rest is for keys, and for what the host is there for. */
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
