import type {ProcessStat} from '../../kernel/process/stat.js';
import {isPassing} from '../../kernel/readFailure.js';
import type {ReadRequest} from '../io/reader.js';
import {type Judgement, judge} from './judgement.js';
import {type ProcessReading, readWhole} from './processReader.js';
import {cgroupRequest, mapsRequest, memoryRequest, statRequest} from './processReads.js';
import type {ProcessTable} from './processTable.js';
import {createRotation} from './rotation.js';
import {offersMemory, restate, settleIn, type TrackedProcess} from './trackedProcess.js';

/**
 * Looks at known processes again: on every tick at those that offer memory or that may be about to
 * change, at all others in turn, so that a late opt-in is seen within ten seconds.
 */
export type Looks = {
  /** Looks at what is due, `elapsedMs` after the last call. */
  look(elapsedMs: number): Promise<void>;
  /** A process was read for the first time. */
  admit(tracked: TrackedProcess): void;
  /** A process is followed no more. */
  dismiss(tracked: TrackedProcess): void;
};

/** With the tick itself, still within the ten seconds. */
const periodMs = 9000;
const kernelThreadPeriodMs = 60_000;
/** What seldom changes, or was refused before, is read once in so many turns. */
const seldom = 8;
/** On a host of more processes than these, who a quiet one is comes up less often: */
const crowd = 2000;
/** … once in so many turns, every 36 seconds. That it offers memory is still seen in the next turn. */
const turnsInCrowd = 4;
/** A library that was asked for may just be being loaded. */
const loadingMs = 1000;

export function createLooks(procfs: string, reading: ProcessReading, table: ProcessTable): Looks {
  const {reader, ksm, identities, pageSizeBytes, offersOnly} = reading;
  /** They offer memory: their KSM figures are read on every tick, by these requests. */
  const hot = new Map<TrackedProcess, readonly ReadRequest[]>();
  /** All of these; absent: they are others now. */
  let hotRequests: readonly ReadRequest[] | undefined;
  /** They may exec, change their cgroup, load their libraries: all of them is, on every tick. */
  const restless = new Set<TrackedProcess>();
  const rotation = createRotation<TrackedProcess>(periodMs, ({pid}) => pid);
  const threadRotation = createRotation<number>(kernelThreadPeriodMs, (pid) => pid);

  function takeTemperature(tracked: TrackedProcess): void {
    if (tracked.gone) return;
    if (offersMemory(tracked.known.ksm)) {
      if (hot.has(tracked)) return;
      hot.set(tracked, ksm.requests(tracked, true));
      hotRequests = undefined;
    } else if (hot.has(tracked) && !isPassing(tracked.known.ksmRefusal)) {
      cool(tracked);
      // It gave up merging, or has ended, or is another program now: find out which.
      restless.add(tracked);
    }
  }

  function cool(tracked: TrackedProcess): void {
    for (const {path} of hot.get(tracked) ?? []) reader.forget(path);
    if (hot.delete(tracked)) hotRequests = undefined;
  }

  function dismiss(tracked: TrackedProcess): void {
    restless.delete(tracked);
    cool(tracked);
  }

  /** First what waits for the memory lock … */
  function requestKsm(requests: ReadRequest[], tracked: TrackedProcess): void {
    if (!isRefused(tracked) || isRare(tracked)) requests.push(...ksm.requests(tracked));
  }

  /** … then what waits at most for an exec, which itself waits for nothing but that lock. */
  function requestLook(requests: ReadRequest[], tracked: TrackedProcess): void {
    const {directory, readLock, known, stat} = tracked;
    const isUncertain = !stat || known.ksmRefusal !== undefined || restless.has(tracked);
    tracked.seen = undefined;
    const see = (seen: ProcessStat | undefined) => {
      tracked.seen = seen;
    };
    requests.push(statRequest(directory, see, isUncertain ? readLock : undefined));
    // The size of one that offers nothing decides nothing: every other turn will do.
    if (!isQuiet(tracked) || tracked.turns % 2 === 0) {
      requests.push(memoryRequest(tracked, pageSizeBytes));
    }
    if (identities && isPerhapsMoved(tracked)) requests.push(cgroupRequest(tracked));
  }

  function isPerhapsMoved(tracked: TrackedProcess): boolean {
    return restless.has(tracked) || isRare(tracked);
  }

  function isQuiet(tracked: TrackedProcess): boolean {
    return !hot.has(tracked) && !restless.has(tracked);
  }

  function threadRequest(pid: number): ReadRequest {
    return statRequest(`${procfs}/${pid}`, (stat) => {
      if (stat && !stat.kernelThread) table.forget(pid);
    });
  }

  function judgeAnew(tracked: TrackedProcess): Judgement {
    const {seen, stat} = tracked;
    // While it offered nothing, nobody asked who it is.
    if (!offersOnly || !seen || stat) return judge(tracked);
    restate(tracked, seen);
    return 'same';
  }

  /** Reads again what a look has shown to be out of date. */
  async function followUp(looked: Iterable<TrackedProcess>): Promise<void> {
    const changed: TrackedProcess[] = [];
    const perhapsMoved: TrackedProcess[] = [];
    const nowMs = performance.now();
    for (const tracked of looked) {
      switch (judgeAnew(tracked)) {
        case 'other': {
          table.forget(tracked.pid);
          dismiss(tracked);
          continue;
        }
        case 'changed': {
          changed.push(tracked);
          restless.add(tracked);
          break;
        }
        case 'same': {
          if (isPerhapsMoved(tracked)) perhapsMoved.push(tracked);
          break;
        }
      }
      tracked.turns++;
      if (tracked.complete && tracked.settlesMs <= nowMs) restless.delete(tracked);
    }
    for (const tracked of perhapsMoved) identities?.identify(tracked);
    await Promise.all([
      readWhole(reading, changed, true),
      reader.read(perhapsMoved.filter(isAskedInVain).map(mapsRequest)),
      reading.ldSoPreload.explainLate(),
    ]);
  }

  return {
    async look(elapsedMs) {
      const looked = new Set(restless);
      for (const tracked of rotation.next(table.processes, elapsedMs)) looked.add(tracked);
      hotRequests ??= [...hot.values()].flat();
      const ksmRequests = hotRequests.slice();
      for (const tracked of looked) if (!hot.has(tracked)) requestKsm(ksmRequests, tracked);
      await reader.read(ksmRequests);
      const requests = threadRotation.next(table.kernelThreads, elapsedMs).map(threadRequest);
      // What ksmd counts is checked against the memory of a process: an old size would refute it.
      for (const tracked of hot.keys()) {
        if (!looked.has(tracked) && isOutgrown(tracked, pageSizeBytes)) {
          requests.push(memoryRequest(tracked, pageSizeBytes));
        }
      }
      const isCrowded = table.processes.length > crowd;
      const passedOver: TrackedProcess[] = [];
      for (const tracked of looked) {
        if (isCrowded && isQuiet(tracked) && tracked.turns % turnsInCrowd !== 0) {
          tracked.turns++;
          looked.delete(tracked);
          passedOver.push(tracked);
        } else {
          requestLook(requests, tracked);
        }
      }
      await reader.read(requests);
      await followUp(looked);
      for (const tracked of passedOver) {
        // It may be another program by now.
        if (offersMemory(tracked.known.ksm)) restless.add(tracked);
        takeTemperature(tracked);
      }
      for (const tracked of hot.keys()) takeTemperature(tracked);
      for (const tracked of looked) takeTemperature(tracked);
    },
    admit(tracked) {
      if (isAskedInVain(tracked)) settleIn(tracked, loadingMs);
      if (tracked.settlesMs > performance.now() || !tracked.complete) restless.add(tracked);
      takeTemperature(tracked);
    },
    dismiss,
  };
}

/** The preload library was asked for and is not there, which can be a matter of milliseconds. */
function isAskedInVain({known: {requested, mapped}}: TrackedProcess): boolean {
  return typeof requested === 'string' && mapped === false;
}

/** ksmd counts more pages of it than it had when its size was last read. */
function isOutgrown({known: {ksm, anonBytes}}: TrackedProcess, pageSizeBytes: number): boolean {
  const pages = Math.max(ksm?.mergingPages ?? 0, ksm?.rmapItems ?? 0);
  return anonBytes !== undefined && pages * pageSizeBytes > anonBytes;
}

/** There is no right to read its figures, and hardly ever will be. */
function isRefused({known: {ksmRefusal}}: TrackedProcess): boolean {
  return ksmRefusal !== undefined && !isPassing(ksmRefusal);
}

/** Its turn for what is done once in so many turns. */
function isRare({turns}: TrackedProcess): boolean {
  return turns % seldom === 0;
}
