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
};

export function createSlices(sliceMs = 4): Slices {
  let endMs: number | undefined;
  let waiting: Array<() => void> = [];

  function nextTurn(): void {
    endMs = undefined;
    const works = waiting;
    waiting = [];
    for (const work of works) work();
  }

  return {
    spent() {
      const now = performance.now();
      if (endMs === undefined) {
        endMs = now + sliceMs;
        setImmediate(nextTurn);
      }
      return now >= endMs;
    },
    later(work) {
      // Only a spent slice is waited for, so the end of its turn is on its way.
      waiting.push(work);
    },
  };
}
