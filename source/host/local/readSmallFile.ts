import {constants} from 'node:fs';
import {open} from 'node:fs/promises';

/** Text files written by hand are far smaller. */
const usualMostBytes = 2 ** 20;

/**
 * The content of a regular file; anything else is refused, because it might never end. Rejects with
 * an error that has a `code`.
 */
export async function readSmallFile(path: string, mostBytes = usualMostBytes): Promise<Buffer> {
  // Opening a pipe would wait for a writer.
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const status = await file.stat();
  if (!status.isFile()) throw Object.assign(new Error(), {code: 'EINVAL'});
  const bytes = Buffer.alloc(mostBytes + 1);
  let length = 0;
  while (length < bytes.length) {
    const {bytesRead} = await file.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
  }
  throw Object.assign(new Error(), {code: 'EFBIG'});
}
