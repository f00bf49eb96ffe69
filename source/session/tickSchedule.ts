import {createSamplingRate} from './samplingRate.js';

/** When a feed ticks. */
export type TickSchedule = {
  /** The interval that was set. */
  readonly intervalMs: number;
  /** The longer interval that can be kept; undefined: the one that was set can. */
  slowedIntervalMs(): number | undefined;
  /** @param delayMs Until the next tick. */
  setInterval(intervalMs: number, delayMs: number): void;
  /** Records how long a tick took, including drawing, and whether it left something to read. */
  note(tookMs: number, isIncomplete: boolean): void;
  /** How long to wait for the next tick. */
  nextWaitMs(): number;
};

/**
 * Intervals while processes and names are still being read, each twice the one before: those of most
 * hosts are read within the first, and what comes later comes in pieces.
 */
const firstPendingMs = 25;
const longestPendingMs = 200;

/** @param delayMs Until the first tick. */
export function createTickSchedule(intervalMs: number, delayMs: number): TickSchedule {
  const rate = createSamplingRate();
  const state = {intervalMs, dueMs: performance.now() + delayMs, incompleteTicks: 0};
  return {
    get intervalMs() {
      return state.intervalMs;
    },
    slowedIntervalMs() {
      const actualMs = rate.intervalMs(state.intervalMs);
      return actualMs > state.intervalMs ? actualMs : undefined;
    },
    setInterval(intervalMs, delayMs) {
      state.intervalMs = intervalMs;
      state.dueMs = performance.now() + delayMs;
    },
    note(tookMs, isIncomplete) {
      state.incompleteTicks = isIncomplete ? state.incompleteTicks + 1 : 0;
      if (!isIncomplete) rate.note(tookMs);
    },
    nextWaitMs() {
      const nowMs = performance.now();
      const actualMs = rate.intervalMs(state.intervalMs);
      // A late tick is not made up for: the next one keeps its distance.
      while (state.dueMs <= nowMs) state.dueMs += actualMs;
      const {incompleteTicks} = state;
      const mostMs =
        incompleteTicks === 0
          ? actualMs
          : Math.min(firstPendingMs * 2 ** (incompleteTicks - 1), longestPendingMs);
      return Math.min(state.dueMs - nowMs, mostMs);
    },
  };
}
