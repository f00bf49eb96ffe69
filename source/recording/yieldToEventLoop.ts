/** Gives keys and timers their turn, when the last one was so long ago. */
export type YieldToEventLoop = () => Promise<void> | undefined;

const sliceMs = 8;

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
