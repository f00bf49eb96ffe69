import {readSync} from 'node:fs';
import type {ReadRequest} from './reader.js';
import {largestFile, pieceBytes} from './readProtocol.js';

/** One buffer that files are read into, one after another: no read allocates. */
export type FileBuffer = {
  /**
   * Reads what is wanted of an open file, of a kept one from its beginning; lent until the next
   * call. Throws EFBIG for a file that is too large to be read whole: a part would pass for all.
   */
  read(descriptor: number, wanted: Wanted, kept: boolean): Buffer;
};

type Wanted = Pick<ReadRequest, 'inPieces' | 'limit'>;

export function createFileBuffer(): FileBuffer {
  let buffer = Buffer.allocUnsafeSlow(pieceBytes);

  return {
    read(descriptor, {inPieces = false, limit}, kept) {
      // Large files are rare: their memory is given back.
      if (buffer.length > 16 * pieceBytes) buffer = Buffer.allocUnsafeSlow(pieceBytes);
      const enough = Math.min(limit ?? largestFile + 1, largestFile + 1);
      let filled = 0;
      do {
        if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
        const position = kept ? filled : null;
        const length = inPieces ? buffer.length - filled : pieceBytes;
        const count = readSync(descriptor, buffer, filled, length, position);
        filled += count;
        if (count === 0) break;
      } while (inPieces && filled < enough);
      if (filled > largestFile) {
        throw Object.assign(new Error(`EFBIG: more than ${largestFile} bytes`), {code: 'EFBIG'});
      }
      return buffer.subarray(0, Math.min(filled, enough));
    },
  };
}
