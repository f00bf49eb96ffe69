import type {Store} from '../store.js';

/** Reads a state at an interval, never twice at a time, even after failures. */
export type Poll = {
  started: Promise<void>;
  setInterval: (seconds: number) => void;
  /** Reads now, or once more after the read that is under way. */
  pollNow: () => void;
  stop: () => void;
};

/** @param read Where it fails, the store keeps the last state, with the reason. */
export function createPoll<State extends {error?: string}>(
  store: Store<State>,
  read: () => Promise<State>,
  intervalSeconds: number,
): Poll {
  let intervalMs = intervalSeconds * 1000;
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let isWanted = false;
  let isStopped = false;

  async function poll(): Promise<void> {
    isBusy = true;
    isWanted = false;
    const state = await read().catch((error: unknown) => ({
      ...store.getState(),
      error: error instanceof Error ? error.message : String(error),
    }));
    isBusy = false;
    if (isStopped) return;
    store.set(state);
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    if (isWanted) void poll();
    else timer = setTimeout(poll, intervalMs);
  }

  return {
    started: poll(),
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
