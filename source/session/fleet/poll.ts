/**
 * Does something again and again, never twice at a time, and tells its subscribers after it. What
 * fails is tried again: the work itself says why.
 */
export type Poll = {
  started: Promise<void>;
  subscribe: (listener: () => void) => () => void;
  setInterval: (seconds: number) => void;
  /** Once it is done when it is under way, for what has changed meanwhile. */
  pollNow: () => void;
  stop: () => void;
};

export function createPoll(work: () => Promise<void>, intervalSeconds: number): Poll {
  const listeners = new Set<() => void>();
  let intervalMs = intervalSeconds * 1000;
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let isWanted = false;
  let isStopped = false;

  async function poll(): Promise<void> {
    isBusy = true;
    isWanted = false;
    await work().catch(() => {});
    isBusy = false;
    if (isStopped) return;
    for (const listener of listeners) listener();
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    if (isWanted) void poll();
    else timer = setTimeout(poll, intervalMs);
  }

  return {
    started: poll(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setInterval(seconds) {
      intervalMs = seconds * 1000;
      if (!isBusy) schedule();
    },
    pollNow() {
      isWanted = true;
      if (!isBusy) schedule();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
