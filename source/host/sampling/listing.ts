import {unreadSentence} from '../../kernel/readFailure.js';
import {parseTaskCensus} from '../../kernel/system.js';
import {errnoOf, type Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';
import type {Lxcfs} from './lxcfs.js';

/**
 * Lists `/proc` when there may be others in it than before. To list ten thousand processes costs
 * as much as reading a thousand files, and on most ticks nobody has come or gone.
 */
export type Listing = {
  /** The names now; absent: the same processes as when it was last listed. */
  changed(): Promise<readonly string[] | undefined>;
};

/**
 * So long the census is believed. It counts the tasks of the whole machine, but names the newest id
 * of the reader's own pid namespace, and in a container LXCFS may show another one: there, one
 * process may take another one's place unnoticed, and shows in the first tick after this time.
 */
const doubtedMs = 2500;
/** Where it is the whole truth. */
const trustedMs = 30_000;

/** The machine's own pid namespace: the kernel gives it this number at compile time, since 3.8. */
const firstPidNamespace = 'pid:[4026531836]';

export function createListing(reader: Reader, procfs: string, lxcfs: Lxcfs): Listing {
  let lastCensus: string | undefined;
  let listedMs = Number.NEGATIVE_INFINITY;
  let trust: Promise<number> | undefined;

  async function howLongBelieved(): Promise<number> {
    const {namespace} = await readTexts(reader, {
      namespace: {path: `${procfs}/self/ns/pid`, kind: 'link'},
    });
    return namespace === firstPidNamespace && !lxcfs('loadavg') ? trustedMs : doubtedMs;
  }

  return {
    async changed() {
      // Read before the listing: who comes in between is in the next census.
      trust ??= howLongBelieved();
      const [{loadavg}, believedMs] = await Promise.all([
        readTexts(reader, {
          loadavg: {path: `${procfs}/loadavg`, waitsFor: lxcfs('loadavg')},
        }),
        trust,
      ]);
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
    throw new Error(unreadSentence(`${procfs} cannot be listed any more`, errnoOf(error)));
  }
}
