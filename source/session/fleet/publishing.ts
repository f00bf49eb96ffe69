/** Publishes what has changed, several changes at once. */
export type Publishing = {
  /** Publishes after this time at the latest. */
  within(milliseconds: number): void;
  stop(): void;
};

export function createPublishing(publish: () => void): Publishing {
  let scheduled: {dueMs: number; timer: NodeJS.Timeout} | undefined;

  return {
    within(milliseconds) {
      const dueMs = performance.now() + milliseconds;
      if (scheduled && scheduled.dueMs <= dueMs) return;
      clearTimeout(scheduled?.timer);
      const timer = setTimeout(() => {
        scheduled = undefined;
        publish();
      }, milliseconds);
      scheduled = {dueMs, timer};
    },
    stop() {
      clearTimeout(scheduled?.timer);
    },
  };
}
