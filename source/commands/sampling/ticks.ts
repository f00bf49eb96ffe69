import type {Interruption} from '../running/interruption.js';

/** Returns a function that waits for the next whole interval, and skips missed ones. */
export function createTicks(intervalMs: number, interruption: Interruption): () => Promise<void> {
  let nextMs = performance.now();
  return async () => {
    const nowMs = performance.now();
    nextMs = Math.max(nextMs + intervalMs, nowMs);
    if (nextMs > nowMs) await interruption.pause(nextMs - nowMs);
  };
}
