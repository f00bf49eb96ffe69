import type {ProcessStat} from '../../kernel/process/stat.js';
import {isGone, isPassing} from '../../kernel/readFailure.js';
import type {Identities} from '../containers/identities.js';
import type {Reader} from '../io/reader.js';
import type {KsmReads} from './ksmReads.js';
import type {LdSoPreload} from './ldSoPreload.js';
import {identityRequests, memoryRequest, preloadRequests, statRequest} from './processReads.js';
import {isEnded, learn, offersMemory, restate, type TrackedProcess} from './trackedProcess.js';

/** The parts that reading a process consists of. */
export type ProcessReading = {
  reader: Reader;
  ksm: KsmReads;
  /** Absent where nothing but their offers is asked for. */
  identities: Identities | undefined;
  ldSoPreload: LdSoPreload;
  pageSizeBytes: number;
  /** Nothing else of a process is asked for. */
  offersOnly: boolean;
  /** Threads of the kernel are not told apart from those who have ended. */
  withoutKsmd: boolean;
};

/** Little enough to be read between two looks at the keyboard. */
const fewProcesses = 64;

/** So many processes of this host are read at a time. */
export function processesAtATime({reader}: ProcessReading): number {
  return reader.processesAtATime ?? fewProcesses;
}

/**
 * Reads everything about these processes, a few at a time, or all but their preload: that is dear,
 * and pointless in the first moment of a process, before its exec and before its libraries are
 * loaded.
 */
export async function readWhole(
  reading: ProcessReading,
  processes: readonly TrackedProcess[],
  withPreload: boolean,
): Promise<void> {
  const few = processesAtATime(reading);
  for (let index = 0; index < processes.length; index += few) {
    await readFew(reading, processes.slice(index, index + few), withPreload);
  }
}

async function readFew(
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
    // Nothing is left of an ended process that waits for its parent: neither maps nor environ.
    if (isEnded(tracked.stat)) {
      learn(tracked, 'mapped', false);
      learn(tracked, 'requested', false);
    }
  }
  if (withPreload) await ldSoPreload.explain(processes);
}

/**
 * Reads what these processes offer, and then the `stat` of those who do and are new: the lock that
 * it may wait for behind an exec has mostly just been found free.
 */
async function readOffers(
  {reader, ksm}: ProcessReading,
  processes: readonly TrackedProcess[],
): Promise<void> {
  const asked = processes.map((tracked) => ({tracked, requests: ksm.requests(tracked)}));
  await reader.read(asked.flatMap(({requests}) => requests));
  await reader.read(
    asked
      .filter(({tracked}) => !tracked.stat && !isQuiet(tracked))
      .map(({tracked, requests}) => {
        const isFree = tracked.known.ksm && requests.some(({waitsFor}) => waitsFor);
        const take = (stat: ProcessStat | undefined, errno?: string) => {
          if (stat) restate(tracked, stat);
          else if (errno === undefined || isGone(errno)) tracked.gone = true;
        };
        return statRequest(tracked.directory, take, isFree ? undefined : tracked.readLock);
      }),
  );
  for (const tracked of processes) tracked.complete = !isPassing(tracked.known.ksmRefusal);
}

/** It is a process, and offers nothing: how old it is does not matter. */
function isQuiet({known: {ksm}}: TrackedProcess): boolean {
  return ksm?.mergeable === false && !offersMemory(ksm);
}
