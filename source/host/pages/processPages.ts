import {closeSync, openSync, readFileSync, readSync} from 'node:fs';
import {
  frameNumber,
  isExclusive,
  isFileOrShared,
  isPresent,
  isSwapped,
  pagemapEntryBytes,
} from '../../kernel/process/pagemap.js';
import {type MemoryRegion, parseSmaps} from '../../kernel/process/smaps.js';

/** A page of anonymous memory. The content is lent for the call. */
export type Page = {address: number; content: Uint8Array};

/** The anonymous memory of one process as it is in memory: nothing is brought back from swap. */
export type ProcessPages = {
  /** Hands out the wanted pages of a region that are in memory and that KSM could merge. */
  walk(region: MemoryRegion, wanted: PageFilter, visit: (page: Page) => void): void;
  /** One page; absent: it is not in memory any more. */
  read(address: number): Uint8Array | undefined;
  close(): void;
};

/**
 * Decides by the entry of the page table alone whether a page is read. `frame` is 0 for a reader
 * without CAP_SYS_ADMIN.
 */
export type PageFilter = (frame: number, isExclusive: boolean, address: number) => boolean;

export type PagesOptions = {
  pageBytes: number;
  /** Called between two reads, so that they can be spread over time. */
  rest: () => void;
};

const pagesAtOnce = 16;
/** 32 MiB of address space. */
const entriesAtOnce = 8192;
/** More address space than this is mostly empty, and its page table takes seconds to read. */
const sparseBytes = 64 * 2 ** 30;
const sparseSearchMs = 2000;

/** Its regions, anonymous or not. Throws what the kernel says. */
export function readRegions(directory: string): MemoryRegion[] {
  return parseSmaps(readFileSync(`${directory}/smaps`, 'utf8'));
}

/** Throws what the kernel says when the process is gone or may not be read. */
export function openProcessPages(directory: string, {pageBytes, rest}: PagesOptions): ProcessPages {
  const memory = openSync(`${directory}/mem`, 'r');
  const table = openTable(directory, memory);
  const contents = Buffer.allocUnsafeSlow(pagesAtOnce * pageBytes);
  const entryBytes = Buffer.allocUnsafeSlow(entriesAtOnce * pagemapEntryBytes);
  const entries = new Uint32Array(entryBytes.buffer, 0, entriesAtOnce * 2);
  const page = {address: 0, content: contents.subarray(0, pageBytes) as Uint8Array};

  function readMemory(address: number, pages: number): number {
    try {
      return readSync(memory, contents, 0, pages * pageBytes, address);
    } catch {
      // Gone since its entry was read, or under userfaultfd.
      return 0;
    }
  }

  /** Pages side by side, in one read; behind one that cannot be read it goes on. */
  function readRun(address: number, pages: number, visit: (page: Page) => void): void {
    let done = 0;
    while (done < pages) {
      const whole = Math.floor(readMemory(address + done * pageBytes, pages - done) / pageBytes);
      for (let index = 0; index < whole; index++) {
        page.address = address + (done + index) * pageBytes;
        page.content = contents.subarray(index * pageBytes, (index + 1) * pageBytes);
        visit(page);
      }
      done += Math.max(1, whole);
      rest();
    }
  }

  function walkRegion(region: MemoryRegion, wanted: PageFilter, visit: (page: Page) => void): void {
    const [start, end] = addressesOf(region);
    const isSparse = end - start > sparseBytes;
    const untilMs = performance.now() + sparseSearchMs;
    let left = region.anonymousBytes / pageBytes;
    let runStart = 0;
    let runPages = 0;
    const flush = () => {
      if (runPages > 0) readRun(runStart, runPages, visit);
      runPages = 0;
    };
    for (let at = start; at < end; at += entriesAtOnce * pageBytes) {
      const count = readEntries(table, entryBytes, at / pageBytes, (end - at) / pageBytes);
      if (count === 0) break;
      for (let index = 0; index < count; index++) {
        const high = entries[index * 2 + 1] as number;
        if (!isPresent(high) || isSwapped(high) || isFileOrShared(high)) continue;
        left--;
        const low = entries[index * 2] as number;
        const address = at + index * pageBytes;
        if (!wanted(frameNumber(low, high), isExclusive(high), address)) continue;
        if (runPages === pagesAtOnce || address !== runStart + runPages * pageBytes) flush();
        if (runPages === 0) runStart = address;
        runPages++;
      }
      flush();
      rest();
      if (isSparse && (left <= 0 || performance.now() > untilMs)) break;
    }
  }

  return {
    walk: walkRegion,
    read(address) {
      if (readEntries(table, entryBytes, address / pageBytes, 1) === 0) return undefined;
      const high = entries[1] as number;
      if (!isPresent(high) || isSwapped(high) || isFileOrShared(high)) return undefined;
      return readMemory(address, 1) === pageBytes ? contents.subarray(0, pageBytes) : undefined;
    },
    close() {
      closeSync(table);
      closeSync(memory);
    },
  };
}

function openTable(directory: string, memory: number): number {
  try {
    return openSync(`${directory}/pagemap`, 'r');
  } catch (error) {
    closeSync(memory);
    throw error;
  }
}

function addressesOf({addresses}: MemoryRegion): [number, number] {
  const [start = '0', end = '0'] = addresses.split('-');
  return [Number.parseInt(start, 16), Number.parseInt(end, 16)];
}

/** Entries that were read, from the page with this number on; none: the process is gone. */
function readEntries(table: number, into: Buffer, firstPage: number, pages: number): number {
  try {
    const bytes = Math.min(into.length, pages * pagemapEntryBytes);
    const read = readSync(table, into, 0, bytes, firstPage * pagemapEntryBytes);
    return Math.floor(read / pagemapEntryBytes);
  } catch {
    return 0;
  }
}
