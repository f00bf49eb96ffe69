/** Which sample of a recording to show. */
export type WantedSample = {
  /** Its number, from 0 on. */
  number(): number;
  /** Resolves when it is shown, or cannot be, or another one is wanted and shown instead. */
  want(number: number): Promise<void>;
  /** Shows nothing more. */
  stop(): void;
};

/**
 * Shows what is wanted, one sample at a time; what is no longer wanted by its turn is skipped.
 * @param show Must not reject.
 */
export function createWantedSample(show: (number: number) => Promise<void>): WantedSample {
  const state = {wanted: 0, requested: -1, isStopped: false};
  let showing: Promise<void> | undefined;

  async function showWanted(): Promise<void> {
    while (state.requested !== state.wanted && !state.isStopped) {
      state.requested = state.wanted;
      await show(state.requested);
    }
    // In the same turn as the last check of what is wanted, so that no request is lost.
    showing = undefined;
  }

  return {
    number: () => state.wanted,
    want(number) {
      state.wanted = number;
      if (state.requested !== number) showing ??= showWanted();
      return showing ?? Promise.resolve();
    },
    stop() {
      state.isStopped = true;
    },
  };
}
