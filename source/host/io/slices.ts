/**
 * Time slices: after `sliceMs` in one turn of the event loop, the rest of the work waits for the
 * next turn, so that keys and timers get theirs. Other work of a turn comes on top, up to 8 ms with
 * ten thousand processes.
 */
export type Slices = {
  /** Begins the slice of this turn, if none has begun; returns whether it is used up. */
  spend(): boolean;
  /** Calls `work` in the next turn. */
  later(work: () => void): void;
  /** The slices since the last call, and the longest, with all other work of its turn. */
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
    spend() {
      const now = performance.now();
      if (endMs === undefined) {
        startMs = now;
        endMs = now + sliceMs;
        setImmediate(nextTurn);
      }
      return now >= endMs;
    },
    later(work) {
      // Called only when the slice is spent, so `nextTurn` is already scheduled.
      waiting.push(work);
    },
    takeRecord() {
      const taken = record;
      record = {slices: 0, longestSliceMs: 0};
      return taken;
    },
  };
}
