/** Long enough that a wake-up costs little of it, short enough to go unnoticed. */
const sliceMs = 5;
/** A process that sleeps longer than this without a word looks as if it hung. */
const longestSleepMs = 250;

/**
 * Keeps this process to a share of one core: called between two reads, it sleeps after each slice of
 * work.
 * @param percent Of one core; 100 never sleeps.
 * @param tick Called each time, and after each sleep.
 */
export function createRest(percent: number, tick: () => void): () => void {
  let lookedMs = performance.now();
  let usage = process.cpuUsage();

  function sleepForSlice(): void {
    const {user, system} = process.cpuUsage(usage);
    let owedMs = ((user + system) / 1000) * (100 / percent - 1);
    while (owedMs > 0) {
      sleep(Math.min(owedMs, longestSleepMs));
      owedMs -= longestSleepMs;
      tick();
    }
    usage = process.cpuUsage();
    lookedMs = performance.now();
  }

  return () => {
    if (percent < 100 && performance.now() - lookedMs >= sliceMs) sleepForSlice();
    tick();
  };
}

const neverChanges = new Int32Array(new SharedArrayBuffer(4));

/** Stops this thread: for a child, which has nothing else to do. */
export function sleep(milliseconds: number): void {
  Atomics.wait(neverChanges, 0, 0, milliseconds);
}
