import {closeSync, openSync, readSync} from 'node:fs';
import {type MemoryRegion, parseSmaps} from '../../kernel/process/memory/smaps.js';

const pieceBytes = 65_536;

/**
 * The regions of a process, anonymous or not, one after another: a process with as many as the
 * kernel permits has a file of 50 MB. Throws what the kernel says.
 */
export function* readRegions(directory: string): Generator<MemoryRegion> {
  const file = openSync(`${directory}/smaps`, 'r');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    let text = '';
    for (let count = readSync(file, piece); count > 0; count = readSync(file, piece)) {
      text += piece.toString('latin1', 0, count);
      const end = startOfLast(text);
      yield* parseSmaps(text.slice(0, end));
      text = text.slice(end);
    }
    yield* parseSmaps(text);
  } finally {
    closeSync(file);
  }
}

/** Where the last region begins, which the next piece may continue. */
function startOfLast(text: string): number {
  const size = text.lastIndexOf('\nSize:');
  return size === -1 ? 0 : text.lastIndexOf('\n', size - 1) + 1;
}
