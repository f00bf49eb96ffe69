import type {ProcessStat} from '../../kernel/process/stat.js';
import {isGone, isPassing} from '../../kernel/readFailure.js';
import type {Identities} from '../containers/identities.js';
import type {Reader} from '../io/reader.js';
import type {KsmReads} from './ksmReads.js';
import type {LdSoPreload} from './ldSoPreload.js';
import {identityRequests, memoryRequest, preloadRequests, statRequest} from './processReads.js';
import type {ProcessTable} from './processTable.js';
import {
  isZombie,
  offersMemory,
  setFact,
  type TrackedProcess,
  updateFromStat,
} from './trackedProcess.js';

/** What the reading of processes needs. */
export type ProcessReading = {
  reader: Reader;
  table: ProcessTable;
  ksm: KsmReads;
  /** Absent: only their offers are read. */
  identities: Identities | undefined;
  ldSoPreload: LdSoPreload;
  pageSizeBytes: number;
  /** Only what processes offer to KSM is read. */
  offersOnly: boolean;
};

/** Few enough to be read within one turn of the event loop. */
const fewProcesses = 64;

/** How many processes of this host are read at a time. */
export function batchSize({reader}: ProcessReading): number {
  return reader.processesAtATime ?? fewProcesses;
}

/**
 * Reads everything about these processes, a batch at a time; or all but their preload, which is
 * costly, and says nothing before a process has executed its program and loaded its libraries.
 */
export async function readWhole(
  reading: ProcessReading,
  processes: readonly TrackedProcess[],
  withPreload: boolean,
): Promise<void> {
  const size = batchSize(reading);
  for (let index = 0; index < processes.length; index += size) {
    await readBatch(reading, processes.slice(index, index + size), withPreload);
  }
}

async function readBatch(
  reading: ProcessReading,
  processes: readonly TrackedProcess[],
  withPreload: boolean,
): Promise<void> {
  const {reader, ksm, identities, ldSoPreload, pageSizeBytes} = reading;
  if (reading.offersOnly) return readOffers(reading, processes);
  await reader.read(
    processes.flatMap((tracked) => [
      memoryRequest(tracked, pageSizeBytes),
      ...identityRequests(tracked),
      ...ksm.requests(tracked),
      ...(withPreload ? preloadRequests(tracked) : []),
    ]),
  );
  for (const tracked of processes) {
    identities?.identify(tracked);
    if (!withPreload) continue;
    const {ksmRefusal, mapsRefusal} = tracked.known;
    tracked.complete = !isPassing(ksmRefusal) && !isPassing(mapsRefusal);
    // A zombie has neither maps nor environ left.
    if (isZombie(tracked.stat)) {
      setFact(tracked, 'mapped', false);
      setFact(tracked, 'requested', false);
    }
  }
  if (withPreload) await ldSoPreload.setRequested(processes);
}

/**
 * Reads what these processes offer, then `stat` of those that offer memory and are new: its lock
 * was mostly just found free.
 */
async function readOffers(
  {reader, table, ksm}: ProcessReading,
  processes: readonly TrackedProcess[],
): Promise<void> {
  const asked = processes.map((tracked) => ({tracked, requests: ksm.requests(tracked)}));
  await reader.read(asked.flatMap(({requests}) => requests));
  await reader.read(
    asked
      .filter(({tracked}) => !tracked.stat && !offersNothing(tracked))
      .map(({tracked, requests}) => {
        const isFree = tracked.known.ksm && requests.some(({waitsFor}) => waitsFor);
        const take = (stat: ProcessStat | undefined, errno?: string) => {
          if (stat) updateFromStat(tracked, stat);
          else if (errno === undefined || isGone(errno)) table.apply(tracked, 'ends');
        };
        return statRequest(tracked.directory, take, isFree ? undefined : tracked.readLock);
      }),
  );
  for (const tracked of processes) tracked.complete = !isPassing(tracked.known.ksmRefusal);
}

/** It is a live process, and the kernel says that it offers no memory. */
function offersNothing({known: {ksm}}: TrackedProcess): boolean {
  return ksm?.mergeable === false && !offersMemory(ksm);
}
