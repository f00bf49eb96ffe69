import {unreadSentence} from '../../kernel/readFailure.js';
import {parseTaskCensus} from '../../kernel/system.js';
import {errnoOf, type Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';
import type {Lxcfs} from './lxcfs.js';

/**
 * Lists `/proc` when its processes may have changed. Listing ten thousand processes costs as much as
 * reading a thousand files, and on most ticks no process starts or ends.
 */
export type Listing = {
  /** Lists `/proc`; resolves to nothing where it has the same processes as the last time. */
  listIfChanged(): Promise<readonly string[] | undefined>;
};

/**
 * How long an unchanged census is trusted where it counts the tasks of the whole machine but has the
 * newest id of another pid namespace, as in a container: there a process may replace another one
 * unnoticed, and shows on the first tick after this time.
 */
const doubtedMs = 2500;
/** The same, where both are of the machine's own namespace. */
const trustedMs = 30_000;

/** The initial pid namespace has this number since 3.8 (PROC_PID_INIT_INO). */
const firstPidNamespace = 'pid:[4026531836]';

export function createListing(reader: Reader, procfs: string, lxcfs: Lxcfs): Listing {
  let lastCensus: string | undefined;
  let listedMs = Number.NEGATIVE_INFINITY;
  let validMs: Promise<number> | undefined;

  async function findTrustedMs(): Promise<number> {
    const {namespace} = await readTexts(reader, {
      namespace: {path: `${procfs}/self/ns/pid`, kind: 'link'},
    });
    return namespace === firstPidNamespace && !lxcfs('loadavg') ? trustedMs : doubtedMs;
  }

  return {
    async listIfChanged() {
      // Read before the listing: a process that starts in between changes the next census.
      validMs ??= findTrustedMs();
      const [{loadavg}, maximumMs] = await Promise.all([
        readTexts(reader, {
          loadavg: {path: `${procfs}/loadavg`, waitsFor: lxcfs('loadavg')},
        }),
        validMs,
      ]);
      const census = parseTaskCensus(loadavg ?? '');
      const nowMs = performance.now();
      const isValid = census !== undefined && nowMs - listedMs < maximumMs;
      if (isValid && census === lastCensus) return undefined;
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
