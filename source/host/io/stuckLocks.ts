/**
 * Remembers the locks at which reads hung. Another try costs all other reads a pause, so the pause
 * before the next try doubles with each that hangs.
 */
export type StuckLocks = {
  isStuck(lock: string): boolean;
  /** Whether many are stuck, so that another one is likely. */
  readonly many: boolean;
  /** A read hung at it. */
  blame(lock: string): void;
  /** A read was answered. */
  clear(lock: string): void;
};

const longestPauseMs = 120_000;
const manyLocks = 4;

/** A lock not tried again by then belongs to a process that has ended. */
const rememberedMs = 2 * longestPauseMs;

/** @param firstPauseMs Until the next try after the first hang. */
export function createStuckLocks(firstPauseMs = 10_000): StuckLocks {
  const stuck = new Map<string, {untilMs: number; pauseMs: number}>();

  const isOld = (lock: string) =>
    (stuck.get(lock)?.untilMs ?? 0) + rememberedMs < performance.now();

  function forgetOld(): void {
    for (const lock of stuck.keys()) if (isOld(lock)) stuck.delete(lock);
  }

  return {
    isStuck: (lock) => stuck.size > 0 && (stuck.get(lock)?.untilMs ?? 0) > performance.now(),
    get many() {
      return [...stuck.keys()].filter((lock) => !isOld(lock)).length >= manyLocks;
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
