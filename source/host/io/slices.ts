/**
 * Cuts work into slices: after `sliceMs` in one turn of the event loop, what is left waits for the
 * next turn, so that keys and timers are looked at in between. What else a turn does comes on top,
 * up to 8 ms with ten thousand processes: taking over the listing, planning, a garbage collection.
 */
export type Slices = {
  /** Whether this turn has had its share. */
  spent(): boolean;
  /** Calls `work` in the next turn. */
  later(work: () => void): void;
  /** How many there were since the last call of this, and the longest with all else in its turn. */
  takeRecord(): SliceRecord;
};

export type SliceRecord = {slices: number; longestSliceMs: number};

export function createSlices(sliceMs = 4): Slices {
  let endMs: number | undefined;
  let startMs = 0;
  let waiting: Array<() => void> = [];
  let record: SliceRecord = {slices: 0, longestSliceMs: 0};

  function nextTurn(): void {
    endMs = undefined;
    record.slices++;
    record.longestSliceMs = Math.max(record.longestSliceMs, performance.now() - startMs);
    const works = waiting;
    waiting = [];
    for (const work of works) work();
  }

  return {
    spent() {
      const now = performance.now();
      if (endMs === undefined) {
        startMs = now;
        endMs = now + sliceMs;
        setImmediate(nextTurn);
      }
      return now >= endMs;
    },
    later(work) {
      // Only a spent slice is waited for, so the end of its turn is on its way.
      waiting.push(work);
    },
    takeRecord() {
      const taken = record;
      record = {slices: 0, longestSliceMs: 0};
      return taken;
    },
  };
}
