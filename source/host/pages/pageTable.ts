import {closeSync, openSync, readSync} from 'node:fs';
import {
  frameNumber,
  isExclusive,
  isFileOrShared,
  isPresent,
  isSwapped,
  pagemapEntryBytes,
} from '../../kernel/process/memory/pagemap.js';

/** Where the pages of one process are: `/proc/PID/pagemap`. */
export type PageTable = {
  /**
   * Calls back for each anonymous page in memory, from `start` on; returns how far it got, at most
   * one buffer further. Throws what the kernel says; ESRCH: the process ended, or runs another
   * program now.
   */
  read(start: number, end: number, visit: VisitEntry): number;
  readonly descriptor: number;
  close(): void;
};

/** `frame` is 0 for a reader without CAP_SYS_ADMIN. */
export type VisitEntry = (address: number, frame: number, isExclusive: boolean) => void;

/** 32 MiB of address space. */
const entriesAtOnce = 8192;

/** Throws what the kernel says. */
export function openPageTable(directory: string, pageBytes: number): PageTable {
  const descriptor = openSync(`${directory}/pagemap`, 'r');
  const bytes = Buffer.allocUnsafeSlow(entriesAtOnce * pagemapEntryBytes);
  const halves = new Uint32Array(bytes.buffer, 0, entriesAtOnce * 2);
  return {
    read(start, end, visit) {
      const wanted = Math.min(entriesAtOnce, (end - start) / pageBytes) * pagemapEntryBytes;
      const offset = (start / pageBytes) * pagemapEntryBytes;
      const count = Math.floor(readSync(descriptor, bytes, 0, wanted, offset) / pagemapEntryBytes);
      if (count === 0) throw Object.assign(new Error('no such memory'), {code: 'ESRCH'});
      for (let index = 0; index < count; index++) {
        const high = halves[index * 2 + 1] as number;
        if (!isPresent(high) || isSwapped(high) || isFileOrShared(high)) continue;
        const low = halves[index * 2] as number;
        visit(start + index * pageBytes, frameNumber(low, high), isExclusive(high));
      }
      return start + count * pageBytes;
    },
    descriptor,
    close: () => closeSync(descriptor),
  };
}
