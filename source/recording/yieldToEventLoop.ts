/** Lets keys and timers run if they have not for 8 ms; resolves when the caller may continue. */
export type YieldToEventLoop = () => Promise<void> | undefined;

const sliceMs = 8;

/** Create one for each loop. */
export function createYieldToEventLoop(): YieldToEventLoop {
  let sliceEndMs = performance.now() + sliceMs;
  return () => {
    if (performance.now() < sliceEndMs) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        sliceEndMs = performance.now() + sliceMs;
        resolve();
      });
    });
  };
}
