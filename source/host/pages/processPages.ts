import {closeSync, openSync, readFileSync, readSync} from 'node:fs';
import type {AddressRange} from '../../kernel/process/pagemapScan.js';
import {type MemoryRegion, parseSmaps} from '../../kernel/process/smaps.js';
import type {FindPages} from './findPages.js';
import {openPageTable, type PageTable} from './pageTable.js';

/** A page of anonymous memory. The content is lent for the call. */
export type Page = {address: number; content: Uint8Array};

/** The anonymous memory of one process, as it is in memory: no page is brought back from swap. */
export type ProcessPages = {
  /**
   * Calls back for the wanted pages of a region that are in memory; returns how many others it has,
   * as far as could be told in time. Throws what the kernel says.
   */
  walk(region: MemoryRegion, wanted: PageFilter, visit: (page: Page) => void): number;
  /** Absent: this page is no longer in memory. */
  read(address: number): Uint8Array | undefined;
  close(): void;
};

/** Decides by the entry of the page table whether a page is read. */
export type PageFilter = (frame: number, isExclusive: boolean, address: number) => boolean;

export type PagesOptions = {
  pageBytes: number;
  /** Absent: without system calls, or nothing sparse is read. */
  findPages?: FindPages | undefined;
  /** Called between two reads, so that they can be spread over time. */
  rest: () => void;
};

const pagesAtOnce = 16;
/** Few enough that their entries are read in microseconds, and still hold when a page is read. */
const pagesAhead = 512;
/** A region larger than this is mostly empty, and its page table takes seconds to read. */
const sparseBytes = 64 * 2 ** 30;
const sparseSearchMs = 2000;

/** Its regions, anonymous or not. Throws what the kernel says. */
export function readRegions(directory: string): MemoryRegion[] {
  return parseSmaps(readFileSync(`${directory}/smaps`, 'utf8'));
}

/** Throws what the kernel says when the process is gone or may not be read. */
export function openProcessPages(
  directory: string,
  {pageBytes, findPages, rest}: PagesOptions,
): ProcessPages {
  const memory = openSync(`${directory}/mem`, 'r');
  const table = openTable(directory, pageBytes, memory);
  const contents = Buffer.allocUnsafeSlow(pagesAtOnce * pageBytes);
  const slots = Array.from({length: pagesAtOnce}, (_, index) =>
    contents.subarray(index * pageBytes, (index + 1) * pageBytes),
  );
  const page: Page = {address: 0, content: contents};
  const window = {start: 0, end: 0, present: new Uint8Array(pagesAhead)};

  function readMemory(address: number, pages: number): number {
    try {
      return readSync(memory, contents, 0, pages * pageBytes, address);
    } catch {
      // Gone since its entry was read, or under userfaultfd.
      return 0;
    }
  }

  /** Adjacent pages, in one read; after one that cannot be read it continues. */
  function readRun(address: number, pages: number, visit: (page: Page) => void): void {
    for (let done = 0; done < pages; ) {
      const whole = Math.floor(readMemory(address + done * pageBytes, pages - done) / pageBytes);
      for (let index = 0; index < whole; index++) {
        page.address = address + (done + index) * pageBytes;
        page.content = slots[index] as Buffer;
        visit(page);
      }
      done += Math.max(1, whole);
      rest();
    }
  }

  /** Reads what is wanted of a range, until it is told to stop; returns the pages that it met. */
  function walkRange({start, end}: AddressRange, {wanted, visit, stop}: Walk): number {
    let met = 0;
    let runStart = 0;
    let runPages = 0;
    const flush = () => {
      if (runPages > 0) readRun(runStart, runPages, visit);
      runPages = 0;
    };
    for (let at = start; at < end && !stop?.(met); ) {
      at = table.read(at, end, (address, frame, isExclusive) => {
        met++;
        if (!wanted(frame, isExclusive, address)) return;
        if (runPages === pagesAtOnce || address !== runStart + runPages * pageBytes) flush();
        if (runPages === 0) runStart = address;
        runPages++;
      });
      flush();
      rest();
    }
    return met;
  }

  /** Reads the entries of pages ahead, too: the next ones are asked for in ascending order. */
  function isPresentAt(address: number): boolean {
    if (address < window.start || address >= window.end) {
      window.start = address;
      window.present.fill(0);
      try {
        window.end = table.read(address, address + pagesAhead * pageBytes, (found) => {
          window.present[(found - address) / pageBytes] = 1;
        });
      } catch {
        window.end = address;
      }
    }
    return window.present[(address - window.start) / pageBytes] === 1;
  }

  function walkSparse(region: AddressRange, expected: number, walk: Walk): number {
    let met = 0;
    const found = findPages?.(table.descriptor, region, (range) => {
      met += walkRange(range, walk);
    });
    if (found) return met;
    const untilMs = performance.now() + sparseSearchMs;
    const stop = (pages: number) => pages >= expected || performance.now() > untilMs;
    return walkRange(region, {...walk, stop});
  }

  return {
    walk(region, wanted, visit) {
      const range = addressesOf(region);
      const expected = region.anonymousBytes / pageBytes;
      if (range.end - range.start <= sparseBytes) {
        walkRange(range, {wanted, visit});
        return 0;
      }
      return Math.max(0, expected - walkSparse(range, expected, {wanted, visit}));
    },
    read(address) {
      return isPresentAt(address) && readMemory(address, 1) === pageBytes ? slots[0] : undefined;
    },
    close() {
      table.close();
      closeSync(memory);
    },
  };
}

type Walk = {
  wanted: PageFilter;
  visit: (page: Page) => void;
  stop?: (met: number) => boolean;
};

function openTable(directory: string, pageBytes: number, memory: number): PageTable {
  try {
    return openPageTable(directory, pageBytes);
  } catch (error) {
    closeSync(memory);
    throw error;
  }
}

function addressesOf({addresses}: MemoryRegion): AddressRange {
  const [start = '0', end = '0'] = addresses.split('-');
  return {start: Number.parseInt(start, 16), end: Number.parseInt(end, 16)};
}
