/**
 * Finds the contents that many frames have, whatever is sampled of the rest: a single one of them
 * in or out of the sample would change the whole estimate.
 */
export type FrequentContents = {
  has(low: number, high: number): boolean;
  /** How many frames make a content frequent, given the number of frames counted. */
  threshold(counted: number): number;
  admit(low: number, high: number): void;
  /**
   * Notes a frame whose content is not in the sample. Gives the frames noted of it when that makes
   * it frequent, else 0.
   */
  note(low: number, high: number, counted: number): number;
};

const places = 65_536;
const leastFrames = 64;
/** Half of a thousandth, as some frames are missed before a content is noticed. */
const leastShare = 0.0005;

/** A candidate in four adjacent cells: the halves of its hash, its votes, its frames. */
const placeCells = 4;

export function createFrequentContents(): FrequentContents {
  const admitted = new Map<number, Set<number>>();
  /** By place: 1 if a content that belongs there was admitted. Most contents were not. */
  const hasAdmitted = new Uint8Array(places);
  // A majority vote at each place: what is frequent outlasts all that share its place.
  const candidates = new Uint32Array(places * placeCells);

  const placeOf = (low: number) => low & (places - 1);
  const threshold = (counted: number) => Math.max(leastFrames, counted * leastShare);

  function admit(low: number, high: number): void {
    hasAdmitted[placeOf(low)] = 1;
    const halves = admitted.get(low);
    if (halves) halves.add(high);
    else admitted.set(low, new Set([high]));
  }

  return {
    has: (low, high) => hasAdmitted[placeOf(low)] === 1 && (admitted.get(low)?.has(high) ?? false),
    threshold,
    admit,
    note(low, high, counted) {
      const cell = placeOf(low) * placeCells;
      const votes = candidates[cell + 2] as number;
      if (votes === 0) {
        candidates[cell] = low;
        candidates[cell + 1] = high;
        candidates[cell + 2] = 1;
        candidates[cell + 3] = 1;
        return 0;
      }
      if (candidates[cell] !== low || candidates[cell + 1] !== high) {
        candidates[cell + 2] = votes - 1;
        return 0;
      }
      const frames = (candidates[cell + 3] as number) + 1;
      candidates[cell + 2] = votes + 1;
      candidates[cell + 3] = frames;
      if (frames < threshold(counted)) return 0;
      admit(low, high);
      candidates[cell + 2] = 0;
      return frames;
    },
  };
}
