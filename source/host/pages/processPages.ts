import {closeSync, openSync} from 'node:fs';
import type {AddressRange} from '../../kernel/process/memory/pagemapScan.js';
import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import type {FindPages} from './findPages.js';
import {createPageRuns, type VisitPage} from './pageRuns.js';
import {openPageTable, type PageTable} from './pageTable.js';

/** The anonymous memory of one process, as it is in memory: no page is brought back from swap. */
export type ProcessPages = {
  /**
   * Calls back for the wanted pages of a region that are in memory; returns how many were not found,
   * as their region is large and the time for it was over. Throws what the kernel says.
   */
  walk(region: MemoryRegion, wanted: PageFilter, visit: VisitPage): number;
  /** Calls back for those of these pages that are in memory. @param addresses Ascending. */
  readEach(addresses: Float64Array, visit: VisitPage): void;
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

/** Few enough that their entries are read in microseconds, and still hold when a page is read. */
const pagesAhead = 512;
/** A region larger than this is mostly empty, and its page table takes seconds to read. */
const sparseBytes = 64 * 2 ** 30;
const sparseSearchMs = 2000;

/** Throws what the kernel says when the process is gone or may not be read. */
export function openProcessPages(
  directory: string,
  {pageBytes, findPages, rest}: PagesOptions,
): ProcessPages {
  const memory = openSync(`${directory}/mem`, 'r');
  const table = openTable(directory, pageBytes, memory);
  const runs = createPageRuns(memory, pageBytes, rest);

  /** Reads what is wanted of a range, until it is asked to stop; returns the pages that it met. */
  function walkRange({start, end}: AddressRange, {wanted, visit, stop}: Walk): number {
    let met = 0;
    for (let at = start; at < end && !stop?.(met); ) {
      at = table.read(at, end, (address, frame, isExclusive) => {
        met++;
        if (wanted(frame, isExclusive, address)) runs.add(address, visit);
      });
      runs.flush(visit);
      rest();
    }
    return met;
  }

  /** Returns how many of the expected pages it did not find in time. */
  function walkSparse(region: AddressRange, expected: number, walk: Walk): number {
    const found = findPages?.(table.descriptor, region, (range) => {
      walkRange(range, walk);
    });
    if (found) return 0;
    const untilMs = performance.now() + sparseSearchMs;
    const isLate = () => performance.now() > untilMs;
    const met = walkRange(region, {...walk, stop: (pages) => pages >= expected || isLate()});
    return isLate() ? Math.max(0, expected - met) : 0;
  }

  /** Reads those of a window of the page table; returns the place of the first one beyond it. */
  function readWindow(addresses: Float64Array, from: number, visit: VisitPage): number {
    const start = addresses[from] as number;
    const end = start + pagesAhead * pageBytes;
    let place = from;
    table.read(start, end, (address) => {
      while ((addresses[place] as number) < address) place++;
      if (addresses[place] === address) runs.add(address, visit);
    });
    runs.flush(visit);
    while ((addresses[place] as number) < end) place++;
    return place;
  }

  return {
    walk(region, wanted, visit) {
      const range = addressesOf(region);
      const expected = region.anonymousBytes / pageBytes;
      if (range.end - range.start <= sparseBytes) {
        walkRange(range, {wanted, visit});
        return 0;
      }
      return walkSparse(range, expected, {wanted, visit});
    },
    readEach(addresses, visit) {
      try {
        for (let from = 0; from < addresses.length; ) from = readWindow(addresses, from, visit);
      } catch {
        // It has ended, or runs another program now: none of the rest is in memory.
      }
    },
    close() {
      table.close();
      closeSync(memory);
    },
  };
}

type Walk = {
  wanted: PageFilter;
  visit: VisitPage;
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
