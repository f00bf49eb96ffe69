/** What a child that reads does, as far as a hang detector needs to know. */
export type WatchedChild = {
  isReady: boolean;
  /** The kernel's letter for its state: see `Child`. */
  state(): string | undefined;
};

export type Verdict = 'fine' | 'hangs' | 'does not start';

/**
 * Finds out whether a child hangs at a read. It counts ticks of a timer instead of time: when
 * ksmtop itself was stopped or slept, no read is blamed for that.
 */
export type HangDetector = {
  /** Another child, or other reads. */
  reset(): void;
  /** The child has started. */
  started(): void;
  /** To be called every `tickMs` while answers are awaited. @param answered How many have come. */
  tick(child: WatchedChild | undefined, answered: number): Verdict;
};

export const tickMs = 50;
/** A busy machine takes its time to start a program. */
const ticksToStart = 200;
/** A child that computes on and on without an answer. */
const mostTicksRunning = 200;

/** @param ticksAllowed Ticks without an answer that are no hang yet. */
export function createHangDetector(ticksAllowed: () => number): HangDetector {
  let ticks = 0;
  let ticksRunning = 0;
  let answeredBefore = 0;

  return {
    reset() {
      ticks = 0;
      ticksRunning = 0;
      answeredBefore = 0;
    },
    started() {
      ticks = 0;
    },
    tick(child, answered) {
      if (answered !== answeredBefore) {
        ticks = 0;
        ticksRunning = 0;
      }
      answeredBefore = answered;
      if (!child?.isReady) return ++ticks >= ticksToStart ? 'does not start' : 'fine';
      // It works, or waits only for a processor.
      if (child.state() === 'R' && ++ticksRunning < mostTicksRunning) return 'fine';
      return ++ticks >= ticksAllowed() ? 'hangs' : 'fine';
    },
  };
}
