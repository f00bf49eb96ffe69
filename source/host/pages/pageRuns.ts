import {readSync} from 'node:fs';

/** Reads pages of memory, as many as are adjacent with one read. */
export type PageRuns = {
  /** Adds the next page; what was added before is read if this one is not adjacent. */
  add(address: number, visit: VisitPage): void;
  /** Reads what was added. */
  flush(visit: VisitPage): void;
};

/** A page of anonymous memory, lent for the call. */
export type Page = {address: number; content: Uint8Array};
export type VisitPage = (page: Page) => void;

/** 64 KiB: larger reads are no faster. */
const pagesAtOnce = 16;

/**
 * @param memory Descriptor of `/proc/PID/mem`.
 * @param rest Called after each read.
 */
export function createPageRuns(memory: number, pageBytes: number, rest: () => void): PageRuns {
  const contents = Buffer.allocUnsafeSlow(pagesAtOnce * pageBytes);
  const slots = Array.from({length: pagesAtOnce}, (_, index) =>
    contents.subarray(index * pageBytes, (index + 1) * pageBytes),
  );
  const page: Page = {address: 0, content: contents};
  let start = 0;
  let pages = 0;

  /** Whole pages that were read. */
  function readMemory(address: number, wanted: number): number {
    try {
      return Math.floor(readSync(memory, contents, 0, wanted * pageBytes, address) / pageBytes);
    } catch {
      // Gone since its entry was read, or under userfaultfd.
      return 0;
    }
  }

  /** After a page that cannot be read it continues. */
  function flush(visit: VisitPage): void {
    for (let done = 0; done < pages; ) {
      const first = start + done * pageBytes;
      const whole = readMemory(first, pages - done);
      for (let index = 0; index < whole; index++) {
        page.address = first + index * pageBytes;
        page.content = slots[index] as Buffer;
        visit(page);
      }
      done += Math.max(1, whole);
      rest();
    }
    pages = 0;
  }

  return {
    add(address, visit) {
      if (pages === pagesAtOnce || address !== start + pages * pageBytes) flush(visit);
      if (pages === 0) start = address;
      pages++;
    },
    flush,
  };
}
