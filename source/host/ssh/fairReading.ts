import type {Readable} from 'node:stream';

/**
 * Takes one piece of a stream a turn of the event loop (of a pipe, 64 KiB at most): however much one
 * line sends, the keyboard and the other lines get their turns.
 */
export function readFairly(stream: Readable | null, take: (bytes: Buffer) => void): void {
  stream?.on('data', (bytes: Buffer) => {
    stream.pause();
    take(bytes);
    setImmediate(() => stream.resume());
  });
}
