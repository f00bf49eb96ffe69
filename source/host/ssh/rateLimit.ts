import type {Readable} from 'node:stream';

/** A leaky bucket: what it holds drains at this rate. Adds bytes, and returns what it then holds. */
function createBucket(drainBytesPerMs: number): (bytes: number) => number {
  let level = 0;
  let lastMs = performance.now();
  return (bytes) => {
    const nowMs = performance.now();
    level = Math.max(0, level - (nowMs - lastMs) * drainBytesPerMs) + bytes;
    lastMs = nowMs;
    return level;
  };
}

/** Limits bytes that were not requested: a few now and then do no harm. */
export type RateLimit = {
  /** Counts these bytes; whether they are too many. */
  exceeds(bytes: number): boolean;
};

const drainBytesPerSecond = 1024;

export function createRateLimit(mostBytes: number): RateLimit {
  const add = createBucket(drainBytesPerSecond / 1000);
  return {exceeds: (bytes) => add(bytes) > mostBytes};
}

/** What may come at full speed, as the first answers of a large host do. */
const burstBytes = 4_194_304;
/** Beyond that, for each connection: it costs a few percent of a processor. */
const throttledBytesPerMs = 16_384;

/**
 * Reads one chunk of a stream per turn of the event loop (64 KiB at most, of a pipe), and throttles
 * a stream without end: the keyboard and the other connections get their turns.
 */
export function readThrottled(stream: Readable | null, take: (bytes: Buffer) => void): void {
  const add = createBucket(throttledBytesPerMs);
  stream?.on('data', (bytes: Buffer) => {
    stream.pause();
    const waitMs = (add(bytes.length) - burstBytes) / throttledBytesPerMs;
    take(bytes);
    const resume = () => stream.resume();
    if (waitMs < 1) setImmediate(resume);
    else setTimeout(resume, waitMs).unref();
  });
}
