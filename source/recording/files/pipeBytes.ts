import type {FileHandle} from 'node:fs/promises';
import {setTimeout as pause} from 'node:timers/promises';
import {errnoOf} from '../../host/io/reader.js';
import {SpoolEnd} from './spoolLimits.js';

/** A person may start the other program after this one. */
const usualPatienceMs = 10_000;
const lookMs = 20;
const chunkBytes = 2 ** 16;

/**
 * What comes through a named pipe that was opened without waiting for its writer; closes it behind
 * that. Throws a SpoolEnd when none comes in time.
 */
export async function* pipeBytes(
  pipe: FileHandle,
  path: string,
  patienceMs = usualPatienceMs,
): AsyncGenerator<Buffer> {
  await using file = pipe;
  const deadlineMs = performance.now() + patienceMs;
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let heard = false; ; ) {
    const count = await readSome(file, chunk);
    if (count) {
      heard = true;
      yield Buffer.from(chunk.subarray(0, count));
      continue;
    }
    // A pipe ends with its last writer; before the first one it seems to have ended as well.
    if (count === 0 && heard) return;
    if (count === 0 && performance.now() > deadlineMs) {
      throw new SpoolEnd(`no program is writing to the pipe ${path}.`);
    }
    await pause(lookMs);
  }
}

/** Absent: there is nothing yet. */
async function readSome(file: FileHandle, into: Buffer): Promise<number | undefined> {
  try {
    return (await file.read(into, 0, into.length, null)).bytesRead;
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}
