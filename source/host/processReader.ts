import type {Identities} from './identities.js';
import type {KsmReads} from './ksmReads.js';
import type {LdSoPreload} from './ldSoPreload.js';
import {cgroupRequest, identityRequests, memoryRequest, preloadRequests} from './processReads.js';
import {isStuck, type Reader} from './reader.js';
import {isEnded, learn, type TrackedProcess} from './trackedProcess.js';

/** The parts that reading a process consists of. */
export type ProcessReading = {
  reader: Reader;
  ksm: KsmReads;
  identities: Identities;
  ldSoPreload: LdSoPreload;
  pageSizeBytes: number;
};

/** Reads where these processes belong; whoever is new to the host may be moved to its place. */
export async function readPlaces(
  {reader, identities}: ProcessReading,
  processes: readonly TrackedProcess[],
): Promise<void> {
  await reader.read(processes.map(cgroupRequest));
  for (const tracked of processes) identities.identify(tracked);
}

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
  await reader.read(
    processes.flatMap((tracked) => [
      memoryRequest(tracked, pageSizeBytes),
      ...identityRequests(tracked),
      ...ksm.requests(tracked),
      ...(withPreload ? preloadRequests(tracked) : []),
    ]),
  );
  for (const tracked of processes) {
    identities.identify(tracked);
    if (!withPreload) continue;
    const {ksmRefusal, mapsRefusal} = tracked.known;
    tracked.complete = !isStuck(ksmRefusal) && !isStuck(mapsRefusal);
    // Nothing is left of an ended process that waits for its parent: neither maps nor environ.
    if (isEnded(tracked.stat)) {
      learn(tracked, 'mapped', false);
      learn(tracked, 'requested', false);
    }
  }
  if (withPreload) await ldSoPreload.explain(processes);
}
