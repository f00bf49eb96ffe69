import type {Interruption} from './interruption.js';

/**
 * Waits for one tick after another, at whole intervals from here on; those that were missed are
 * left out. An interrupted wait ends at once.
 */
export function createTicks(intervalMs: number, interruption: Interruption): () => Promise<void> {
  let nextMs = performance.now();
  return async () => {
    const nowMs = performance.now();
    nextMs = Math.max(nextMs + intervalMs, nowMs);
    if (nextMs > nowMs) await interruption.pause(nextMs - nowMs);
  };
}
