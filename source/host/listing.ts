import {parseTaskCensus} from '../kernel/loadavg.js';
import type {Lxcfs} from './lxcfs.js';
import {errnoOf, type Reader} from './reader.js';
import {readTexts} from './texts.js';

/**
 * Lists `/proc` when there may be others in it than before. To list ten thousand processes costs
 * as much as reading a thousand files, and on most ticks nobody has come or gone.
 */
export type Listing = {
  /** The names now; absent: the same processes as when it was last listed. */
  changed(): Promise<readonly string[] | undefined>;
};

/**
 * So long the census is believed. Where lxcfs shows another one, or procfs is that of other pids
 * than the reader's own, one process may take another one's place unnoticed: it then shows in the
 * first tick after this time.
 */
const believedMs = 2500;

export function createListing(reader: Reader, procfs: string, lxcfs: Lxcfs): Listing {
  let lastCensus: string | undefined;
  let listedMs = Number.NEGATIVE_INFINITY;

  return {
    async changed() {
      // Read before the listing: who comes in between is in the next census.
      const {loadavg} = await readTexts(reader, {
        loadavg: {path: `${procfs}/loadavg`, waitsFor: lxcfs('loadavg')},
      });
      const census = parseTaskCensus(loadavg ?? '');
      const nowMs = performance.now();
      const isBelieved = census !== undefined && nowMs - listedMs < believedMs;
      if (isBelieved && census === lastCensus) return undefined;
      const names = await listProcesses(reader, procfs);
      lastCensus = census;
      listedMs = nowMs;
      return names;
    },
  };
}

async function listProcesses(reader: Reader, procfs: string): Promise<readonly string[]> {
  try {
    return await reader.list(procfs);
  } catch (error) {
    throw new Error(`${procfs} cannot be listed any more: ${errnoOf(error)}.`);
  }
}
