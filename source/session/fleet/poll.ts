import {messageOf} from '../../text/messageOf.js';
import type {Store} from '../store.js';

/** Reads a state at an interval, never twice at a time, even after failures. */
export type Poll = {
  started: Promise<void>;
  setInterval: (seconds: number) => void;
  /** Reads now, or once more after the read that is under way. */
  pollNow: () => void;
  stop: () => void;
};

/** `readingTwice`: another read was requested during this one. */
type Phase = 'waiting' | 'reading' | 'readingTwice' | 'stopped';

/** @param read Where it fails, the store keeps the last state, with the reason. */
export function createPoll<State extends {error?: string}>(
  store: Store<State>,
  read: () => Promise<State>,
  intervalSeconds: number,
): Poll {
  let phase: Phase = 'waiting';
  let intervalMs = intervalSeconds * 1000;
  let timer: NodeJS.Timeout | undefined;

  const isIn = (each: Phase) => phase === each;

  async function poll(): Promise<void> {
    phase = 'reading';
    const state = await read().catch((error: unknown) => ({
      ...store.getState(),
      error: messageOf(error),
    }));
    if (!isIn('stopped')) store.set(state);
    if (isIn('readingTwice')) void poll();
    else if (isIn('reading')) schedule();
  }

  function schedule(): void {
    phase = 'waiting';
    clearTimeout(timer);
    timer = setTimeout(poll, intervalMs);
  }

  return {
    started: poll(),
    setInterval(seconds) {
      intervalMs = seconds * 1000;
      if (isIn('waiting')) schedule();
    },
    pollNow() {
      if (isIn('reading')) phase = 'readingTwice';
      if (!isIn('waiting')) return;
      clearTimeout(timer);
      void poll();
    },
    stop() {
      phase = 'stopped';
      clearTimeout(timer);
    },
  };
}
