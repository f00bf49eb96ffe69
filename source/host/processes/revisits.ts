import type {ProcessStat} from '../../kernel/process/stat.js';
import {isPassing} from '../../kernel/readFailure.js';
import type {ReadRequest} from '../io/reader.js';
import {cgroupRequest, mapsRequest, memoryRequest, statRequest} from './processReads.js';
import type {ProcessEvent} from './processState.js';
import {type ProcessReading, readWhole} from './readProcesses.js';
import {createRotation} from './rotation.js';
import {offersMemory, type TrackedProcess, unsettleFor, updateFromStat} from './trackedProcess.js';

/**
 * Reads tracked processes again: on every tick those that offer memory or are unsettled, all others
 * in rotation, so that a late opt-in shows within ten seconds.
 */
export type Revisits = {
  /** Reads what is due, `elapsedMs` after the last call. */
  revisit(elapsedMs: number): Promise<void>;
  /** Puts a process that was read for the first time into its state. */
  classify(tracked: TrackedProcess): void;
};

/** With the tick itself, still within the ten seconds. */
const periodMs = 9000;
const kernelThreadPeriodMs = 60_000;
/** What seldom changes, or was refused before, is read once in this many turns. */
const turnsBetweenRareReads = 8;
/** Where there are more processes than this, `stat` of a quiet one is read less often: … */
const manyProcesses = 2000;
/** … once in this many turns, every 36 seconds. Its offer is still read in every turn. */
const turnsAmongMany = 4;
/** A library that was asked for may just be being loaded. */
const loadingMs = 1000;
/** After this time a new program has its libraries. */
const unsettledAfterExecMs = 2000;

export function createRevisits(procfs: string, reading: ProcessReading): Revisits {
  const {reader, table, ksm, identities, pageSizeBytes} = reading;
  const rotation = createRotation<TrackedProcess>(periodMs, ({pid}) => pid);
  const threadRotation = createRotation<number>(kernelThreadPeriodMs, (pid) => pid);
  /** Those whose requests are in `offeringRequests`. */
  let offering: readonly TrackedProcess[] = [];
  let offeringRequests: readonly ReadRequest[] = [];

  /** Reads the KSM figures: of all that offer memory, and of those due where they may be read. */
  async function readKsm(due: Iterable<TrackedProcess>): Promise<void> {
    if (offering !== table.offering) {
      offering = table.offering;
      offeringRequests = offering.flatMap(ksm.keptRequests);
    }
    const requests = offeringRequests.slice();
    for (const tracked of due) {
      const isAsked = tracked.state !== 'offering' && (!isRefused(tracked) || isRareTurn(tracked));
      if (isAsked) requests.push(...ksm.requests(tracked));
    }
    await reader.read(requests);
  }

  function requestVisit(requests: ReadRequest[], tracked: TrackedProcess): void {
    const {directory, readLock, known, stat, state, turns} = tracked;
    // The lock was mostly just found free when its KSM figures were read.
    const mayWait = !stat || known.ksmRefusal !== undefined || state === 'unsettled';
    tracked.newStat = undefined;
    const take = (newStat: ProcessStat | undefined) => {
      tracked.newStat = newStat;
    };
    requests.push(statRequest(directory, take, mayWait ? readLock : undefined));
    // The size of a process that offers nothing decides nothing: every other turn will do.
    if (state !== 'quiet' || turns % 2 === 0) requests.push(memoryRequest(tracked, pageSizeBytes));
    if (identities && mayHaveMoved(tracked)) requests.push(cgroupRequest(tracked));
  }

  function threadRequest(pid: number): ReadRequest {
    return statRequest(`${procfs}/${pid}`, (stat) => {
      if (stat && !stat.kernelThread) table.requeue(pid);
    });
  }

  /** Takes the new `stat` over; returns what is out of date: all, the program, or nothing. */
  function takeStat(
    tracked: TrackedProcess,
    newStat: ProcessStat,
  ): 'process' | 'program' | 'nothing' {
    const {stat} = tracked;
    if (reading.offersOnly && !stat) {
      // While it offered nothing, its `stat` was not read.
      updateFromStat(tracked, newStat);
      return 'nothing';
    }
    // The first answer of a process that hung may be that of another process.
    if (newStat.startTicks !== stat?.startTicks) return 'process';
    const hasExecuted =
      newStat.imageKey !== 0 && stat.imageKey !== 0
        ? newStat.imageKey !== stat.imageKey
        : newStat.command !== stat.command;
    updateFromStat(tracked, newStat);
    if (hasExecuted) unsettleFor(tracked, unsettledAfterExecMs);
    return hasExecuted || !tracked.complete ? 'program' : 'nothing';
  }

  /** Reads again what a visit has shown to be out of date. */
  async function followUp(visited: Iterable<TrackedProcess>): Promise<void> {
    const changed: TrackedProcess[] = [];
    const moved: TrackedProcess[] = [];
    for (const tracked of visited) {
      const {newStat, state} = tracked;
      if (newStat && state !== 'gone') {
        const outdated = takeStat(tracked, newStat);
        if (outdated === 'process') table.requeue(tracked.pid);
        else if (outdated === 'program') changed.push(tracked);
        else if (mayHaveMoved(tracked)) moved.push(tracked);
      }
      tracked.turns++;
    }
    for (const tracked of moved) identities?.identify(tracked);
    await Promise.all([
      readWhole(reading, changed, true),
      reader.read(moved.filter(lacksLibrary).map(mapsRequest)),
      reading.ldSoPreload.retry(),
    ]);
  }

  function classify(tracked: TrackedProcess): void {
    table.apply(tracked, eventOf(tracked));
  }

  return {
    async revisit(elapsedMs) {
      const due = new Set(table.unsettled);
      for (const tracked of rotation.advance(table.processes, elapsedMs)) due.add(tracked);
      // First what waits for the memory lock, then what waits at most for an exec.
      await readKsm(due);
      const requests = threadRotation.advance(table.kernelThreads, elapsedMs).map(threadRequest);
      // What ksmd counts is checked against the size of a process: an old size would refute it.
      for (const tracked of table.offering) {
        if (!due.has(tracked) && hasOutgrown(tracked, pageSizeBytes)) {
          requests.push(memoryRequest(tracked, pageSizeBytes));
        }
      }
      const areMany = table.processes.length > manyProcesses;
      const skipped: TrackedProcess[] = [];
      for (const tracked of due) {
        if (areMany && tracked.state === 'quiet' && tracked.turns % turnsAmongMany !== 0) {
          tracked.turns++;
          due.delete(tracked);
          skipped.push(tracked);
        } else {
          requestVisit(requests, tracked);
        }
      }
      await reader.read(requests);
      await followUp(due);
      // One that offers memory by now may be another program: its `stat` is still to be read.
      for (const tracked of skipped) {
        if (offersMemory(tracked.known.ksm)) table.apply(tracked, 'changes');
      }
      for (const tracked of table.offering) if (!due.has(tracked)) classify(tracked);
      for (const tracked of due) classify(tracked);
    },
    classify(tracked) {
      if (lacksLibrary(tracked)) unsettleFor(tracked, loadingMs);
      classify(tracked);
    },
  };
}

function eventOf({complete, unsettledUntilMs, known}: TrackedProcess): ProcessEvent {
  if (!complete || unsettledUntilMs > performance.now()) return 'changes';
  if (offersMemory(known.ksm)) return 'offers';
  return isPassing(known.ksmRefusal) ? 'unanswered' : 'offersNothing';
}

function mayHaveMoved(tracked: TrackedProcess): boolean {
  return tracked.state === 'unsettled' || isRareTurn(tracked);
}

/** The preload library was asked for and is not mapped, which can be a matter of milliseconds. */
function lacksLibrary({known: {requested, mapped}}: TrackedProcess): boolean {
  return typeof requested === 'string' && mapped === false;
}

/** ksmd counts more pages than the process had when its size was last read. */
function hasOutgrown({known: {ksm, anonBytes}}: TrackedProcess, pageSizeBytes: number): boolean {
  const pages = Math.max(ksm?.mergingPages ?? 0, ksm?.rmapItems ?? 0);
  return anonBytes !== undefined && pages * pageSizeBytes > anonBytes;
}

/** The reader has no right to its KSM figures, and hardly ever gets it. */
function isRefused({known: {ksmRefusal}}: TrackedProcess): boolean {
  return ksmRefusal !== undefined && !isPassing(ksmRefusal);
}

function isRareTurn({turns}: TrackedProcess): boolean {
  return turns % turnsBetweenRareReads === 0;
}
