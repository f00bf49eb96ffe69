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

export function createFrequentContents(): FrequentContents {
  const admitted = new Map<number, Set<number>>();
  // A majority vote at each place: what is frequent outlasts all that share its place.
  const candidates = {
    low: new Uint32Array(places),
    high: new Uint32Array(places),
    votes: new Uint32Array(places),
    frames: new Uint32Array(places),
  };

  const threshold = (counted: number) => Math.max(leastFrames, counted * leastShare);

  function admit(low: number, high: number): void {
    const halves = admitted.get(low);
    if (halves) halves.add(high);
    else admitted.set(low, new Set([high]));
  }

  return {
    has: (low, high) => admitted.get(low)?.has(high) ?? false,
    threshold,
    admit,
    note(low, high, counted) {
      const place = low & (places - 1);
      const votes = candidates.votes[place] as number;
      if (votes === 0) {
        candidates.low[place] = low;
        candidates.high[place] = high;
        candidates.votes[place] = 1;
        candidates.frames[place] = 1;
        return 0;
      }
      if (candidates.low[place] !== low || candidates.high[place] !== high) {
        candidates.votes[place] = votes - 1;
        return 0;
      }
      const frames = (candidates.frames[place] as number) + 1;
      candidates.votes[place] = votes + 1;
      candidates.frames[place] = frames;
      if (frames < threshold(counted)) return 0;
      admit(low, high);
      candidates.votes[place] = 0;
      return frames;
    },
  };
}
