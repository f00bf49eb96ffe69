/**
 * Delays the first reading of processes that start in a burst: most of them will have ended soon,
 * and only those that are still there about a tick later are worth reading.
 */
export type BurstDelay = {
  /** Takes the pids that are new after `elapsedMs`; returns those that need not wait. */
  admit(pids: readonly number[], nowMs: number, elapsedMs: number): readonly number[];
  /** Removes and returns those that have waited long enough; some may have ended meanwhile. */
  takeDue(nowMs: number): readonly number[];
};

/** This many are read at once: a container starts, or a build runs. */
const fewASecond = 64;
/** Less than a second: a tick that comes a little early must not make them wait for another one. */
const waitMs = 750;

export function createBurstDelay(): BurstDelay {
  let bursts: Array<{pids: readonly number[]; endMs: number}> = [];

  return {
    admit(pids, nowMs, elapsedMs) {
      if (pids.length <= fewASecond * Math.max(1, elapsedMs / 1000)) return pids;
      bursts.push({pids, endMs: nowMs + waitMs});
      return [];
    },
    takeDue(nowMs) {
      const due = bursts.filter(({endMs}) => endMs <= nowMs);
      if (due.length > 0) bursts = bursts.filter(({endMs}) => endMs > nowMs);
      return due.flatMap(({pids}) => pids);
    },
  };
}
