/**
 * Who is new to the host, until it is read. When many come at once, most of them will be gone again
 * soon: then all of them wait for about a tick, and those who are still there are worth reading.
 */
export type Newcomers = {
  /** Takes who has come in `elapsedMs`; returns those who need not wait. */
  admit(pids: readonly number[], nowMs: number, elapsedMs: number): readonly number[];
  /** Takes out who has waited long enough, and may have left meanwhile. */
  takeDue(nowMs: number): readonly number[];
};

/** So many are read at once: a container starts, or a build goes on. */
const fewASecond = 64;
/** Less than a second: a tick that comes a little early is no reason to wait for another one. */
const waitMs = 750;

export function createNewcomers(): Newcomers {
  let groups: Array<{pids: readonly number[]; endMs: number}> = [];

  return {
    admit(pids, nowMs, elapsedMs) {
      if (pids.length <= fewASecond * Math.max(1, elapsedMs / 1000)) return pids;
      groups.push({pids, endMs: nowMs + waitMs});
      return [];
    },
    takeDue(nowMs) {
      const due = groups.filter(({endMs}) => endMs <= nowMs);
      if (due.length > 0) groups = groups.filter(({endMs}) => endMs > nowMs);
      return due.flatMap(({pids}) => pids);
    },
  };
}
