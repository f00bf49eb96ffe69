import type {FileHandle} from 'node:fs/promises';
import {setTimeout as pause} from 'node:timers/promises';
import {errnoOf} from '../../host/io/reader.js';
import {SpoolEnd} from './spoolLimits.js';

/** The user may start the other program after this one. */
const usualTimeoutMs = 10_000;
const pollMs = 20;
const chunkBytes = 2 ** 16;

/**
 * The bytes of a named pipe that was opened without waiting for its writer; closes it at the end.
 * Throws a SpoolEnd when no writer comes in time.
 */
export async function* pipeBytes(
  pipe: FileHandle,
  path: string,
  timeoutMs = usualTimeoutMs,
): AsyncGenerator<Buffer> {
  await using file = pipe;
  const deadlineMs = performance.now() + timeoutMs;
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let received = false; ; ) {
    const count = await readSome(file, chunk);
    if (count) {
      received = true;
      yield Buffer.from(chunk.subarray(0, count));
      continue;
    }
    // A pipe reads as ended after its last writer, but also before its first.
    if (count === 0 && received) return;
    if (count === 0 && performance.now() > deadlineMs) {
      throw new SpoolEnd(`no program is writing to the pipe ${path}.`);
    }
    await pause(pollMs);
  }
}

/** Absent: nothing has come yet. */
async function readSome(file: FileHandle, into: Buffer): Promise<number | undefined> {
  try {
    return (await file.read(into, 0, into.length, null)).bytesRead;
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}
