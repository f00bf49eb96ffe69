/**
 * Locks that a read has waited for without an answer. Another try costs all other reads a pause, so
 * each one that fails puts off the next one for longer.
 */
export type StuckLocks = {
  isStuck(lock: string): boolean;
  /** Whether so many are that one more is no surprise. */
  readonly many: boolean;
  /** A read waited in vain. */
  blame(lock: string): void;
  /** A read did not have to wait. */
  clear(lock: string): void;
};

const longestPauseMs = 120_000;
const manyLocks = 4;

/** What is still asked for is tried again before: by then its process has ended. */
const rememberedMs = 2 * longestPauseMs;

/** @param firstPauseMs Until the first try after one that failed. */
export function createStuckLocks(firstPauseMs = 10_000): StuckLocks {
  const stuck = new Map<string, {untilMs: number; pauseMs: number}>();

  function forgetOld(): void {
    const nowMs = performance.now();
    for (const [lock, {untilMs}] of stuck) if (untilMs + rememberedMs < nowMs) stuck.delete(lock);
  }

  return {
    isStuck: (lock) => stuck.size > 0 && (stuck.get(lock)?.untilMs ?? 0) > performance.now(),
    get many() {
      forgetOld();
      return stuck.size >= manyLocks;
    },
    blame(lock) {
      forgetOld();
      const before = stuck.get(lock)?.pauseMs;
      const pauseMs = before === undefined ? firstPauseMs : Math.min(2 * before, longestPauseMs);
      stuck.set(lock, {pauseMs, untilMs: performance.now() + pauseMs});
    },
    clear(lock) {
      if (stuck.size > 0) stuck.delete(lock);
    },
  };
}
