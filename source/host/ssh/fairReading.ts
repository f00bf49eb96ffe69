import type {Readable} from 'node:stream';

/** What may come at once, as the first answers of a large host do. */
const burstBytes = 4_194_304;
/** Beyond that, of one line: it costs a few percent of a processor. */
const bytesPerMs = 16_384;

/**
 * Takes one piece of a stream a turn of the event loop (of a pipe, 64 KiB at most), and slows down
 * what does not end: however much one line sends, the keyboard and the other lines get their turns.
 */
export function readFairly(stream: Readable | null, take: (bytes: Buffer) => void): void {
  let level = 0;
  let lastMs = performance.now();

  function delayMs(bytes: number): number {
    const nowMs = performance.now();
    level = Math.max(0, level - (nowMs - lastMs) * bytesPerMs) + bytes;
    lastMs = nowMs;
    return (level - burstBytes) / bytesPerMs;
  }

  stream?.on('data', (bytes: Buffer) => {
    stream.pause();
    const waitMs = delayMs(bytes.length);
    take(bytes);
    const goOn = () => stream.resume();
    if (waitMs < 1) setImmediate(goOn);
    else setTimeout(goOn, waitMs).unref();
  });
}
