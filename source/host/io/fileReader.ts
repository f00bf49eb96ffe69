import {closeSync, constants, openSync, readSync} from 'node:fs';
import {errnoOf, type ReadRequest} from './reader.js';
import {largestFile, pieceBytes} from './readProtocol.js';

/**
 * Reads files one after another into one buffer: no read allocates. Files that are read on every
 * tick stay open: reading one again costs half as much as reopening it, and the descriptor of an
 * ended process gives ESRCH even if its pid is reused.
 */
export type FileReader = {
  /**
   * Reads what is wanted of a file; the bytes are lent until the next call. Throws the error of the
   * kernel, and EFBIG for a file that is too large to be read whole: a part would pass for all.
   */
  read(wanted: Pick<ReadRequest, 'path' | 'often'> & Wanted): Buffer;
  /** The same, of a file that is open, from where it was read last. */
  readOpen(descriptor: number, wanted: Wanted): Buffer;
  /** Closes the file, if it stays open. */
  forget(path: string): void;
  /** Closes all files, and keeps none open from now on. */
  close(): void;
};

type Wanted = Pick<ReadRequest, 'inPieces' | 'limit'>;

/** The kernel spends 4.3 KB on the descriptor of a /proc file. */
const mostKept = 500;

/** Of a file of the kernel it changes nothing; a pipe in its place is not waited for. */
const withoutWaiting = constants.O_NONBLOCK | constants.O_NOCTTY;

/** @param mayWait Whether a pipe may be waited for, as where this process can be killed. */
export function createFileReader(mayWait: boolean, most = mostKept): FileReader {
  const flags = constants.O_RDONLY | (mayWait ? 0 : withoutWaiting);
  const kept = new Map<string, number>();
  let limit = most;
  let buffer = Buffer.allocUnsafeSlow(pieceBytes);

  function forget(path: string): void {
    const descriptor = kept.get(path);
    if (descriptor === undefined) return;
    kept.delete(path);
    closeSync(descriptor);
  }

  /** Where descriptors are scarce, half of the kept ones are closed for others. */
  function openMakingRoom(path: string): number {
    for (;;) {
      try {
        return openSync(path, flags);
      } catch (error) {
        if (!/^E[MN]FILE$/.test(errnoOf(error)) || kept.size === 0) throw error;
        limit = Math.floor(kept.size / 2);
        for (const each of [...kept.keys()].slice(limit)) forget(each);
      }
    }
  }

  /** @param fromStart False: from where the file was read last. */
  function fill(descriptor: number, {inPieces = false, limit}: Wanted, fromStart: boolean): Buffer {
    // Large files are rare: their memory is given back.
    if (buffer.length > 16 * pieceBytes) buffer = Buffer.allocUnsafeSlow(pieceBytes);
    const enough = Math.min(limit ?? largestFile + 1, largestFile + 1);
    let filled = 0;
    do {
      if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
      const length = inPieces ? buffer.length - filled : pieceBytes;
      const count = readSync(descriptor, buffer, filled, length, fromStart ? filled : null);
      filled += count;
      if (count === 0) break;
    } while (inPieces && filled < enough);
    if (filled > largestFile) {
      throw Object.assign(new Error(`EFBIG: more than ${largestFile} bytes`), {code: 'EFBIG'});
    }
    return buffer.subarray(0, Math.min(filled, enough));
  }

  function readKept(descriptor: number, path: string, wanted: Wanted): Buffer {
    try {
      return fill(descriptor, wanted, true);
    } catch (error) {
      forget(path);
      throw error;
    }
  }

  return {
    read(wanted) {
      const {path, often = false} = wanted;
      const known = often ? kept.get(path) : undefined;
      if (known !== undefined) return readKept(known, path, wanted);
      const descriptor = openMakingRoom(path);
      if (often && kept.size < limit) {
        kept.set(path, descriptor);
        return readKept(descriptor, path, wanted);
      }
      try {
        return fill(descriptor, wanted, false);
      } finally {
        closeSync(descriptor);
      }
    },
    readOpen: (descriptor, wanted) => fill(descriptor, wanted, false),
    forget,
    close() {
      limit = 0;
      for (const path of [...kept.keys()]) forget(path);
    },
  };
}
