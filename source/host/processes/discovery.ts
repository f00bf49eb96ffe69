import {hasNoMemory} from '../../kernel/process/memory/statm.js';
import type {ProcessStat} from '../../kernel/process/stat.js';
import {parseStatusOrigin, type StatusOrigin} from '../../kernel/process/status.js';
import {isGone, isPassing} from '../../kernel/readFailure.js';
import type {Lock} from '../io/reader.js';
import {statRequest} from './processReads.js';
import {batchSize, type ProcessReading, readWhole} from './readProcesses.js';
import {
  type Changes,
  memoryLock,
  type TrackedProcess,
  trackProcess,
  trackWithoutStat,
  unsettleFor,
} from './trackedProcess.js';

/** Reads queued pids for the first time, in the background, a batch at a time. */
export type Discovery = {
  /** Distinguishes user processes from kernel threads until ksmd is found, or the time is up. */
  findKsmd(limitMs: number): Promise<void>;
  /** Reads until the queue is empty; calls meanwhile join the one under way. */
  run(first: FirstReading): Promise<void>;
  /** The kernel thread that was last found under the name ksmd. */
  readonly ksmdPid: number | undefined;
};

export type FirstReading = {
  /** How long each process counts as unsettled. */
  settleMs: number;
  /** False: their preload is left to the next revisit. */
  withPreload: boolean;
};

const noPids: ReadonlySet<number> = new Set();
const noOrigin = {command: '', parentPid: 0};

/** @param found Called with each process that was read. */
export function createDiscovery(
  procfs: string,
  reading: ProcessReading,
  changes: Changes,
  found: (tracked: TrackedProcess) => void,
  closed: () => boolean,
): Discovery {
  const {table} = reading;
  /** Processes in the state `new`: of these at most `stat` was read. */
  const unread: TrackedProcess[] = [];
  /** Pids that did not answer at all: queued again for the next run. */
  let unanswered: number[] = [];
  const size = batchSize(reading);
  let ksmdPid: number | undefined;
  /** As at the lowest pids. For a remote host it would cost one more round trip. */
  let mostAreThreads = reading.reader.processesAtATime === undefined;
  let running: Promise<void> | undefined;
  let searching: Promise<void> | undefined;

  /** Finds out which of the next pids are kernel threads, processes, or nothing any more. */
  async function classify(): Promise<void> {
    const pids = table.takeQueued(size);
    const withoutMemory = mostAreThreads ? await findWithoutMemory(pids) : noPids;
    mostAreThreads &&= withoutMemory.size > pids.length / 2;
    const needsStat = (pid: number) => withoutMemory.has(pid) || !reading.offersOnly;
    for (const pid of pids) {
      if (!needsStat(pid)) unread.push(trackWithoutStat(procfs, pid, noOrigin, changes));
    }
    // Threads first: their files never wait, and ksmd is one of them.
    await classifyByStat(pids.filter((pid) => withoutMemory.has(pid)));
    await classifyByStat(
      pids.filter((pid) => !withoutMemory.has(pid) && needsStat(pid)),
      (pid) => memoryLock(pid, 'read'),
    );
  }

  async function classifyByStat(
    pids: readonly number[],
    lockOf?: (pid: number) => Lock,
  ): Promise<void> {
    const stats = new Map<number, ProcessStat | undefined>();
    const refused: number[] = [];
    await reading.reader.read(
      pids.map((pid) => {
        const take = (stat: ProcessStat | undefined, errno?: string) => {
          if (errno !== undefined && !isGone(errno)) refused.push(pid);
          else stats.set(pid, stat);
        };
        return statRequest(`${procfs}/${pid}`, take, lockOf?.(pid));
      }),
    );
    for (const [pid, stat] of stats) {
      if (!stat) table.drop(pid);
      else if (stat.kernelThread) addThread(pid, stat);
      else unread.push(trackProcess(procfs, pid, stat, changes));
    }
    if (refused.length > 0) await classifyByStatus(refused);
  }

  function addThread(pid: number, {command}: Pick<ProcessStat, 'command'>): void {
    table.addKernelThread(pid);
    if (command === 'ksmd') ksmdPid = pid;
  }

  /** Kernel threads and zombies: without memory they have no lock that a read could wait for. */
  async function findWithoutMemory(pids: readonly number[]): Promise<ReadonlySet<number>> {
    const withoutMemory = new Set<number>();
    await reading.reader.read(
      pids.map((pid) => ({
        path: `${procfs}/${pid}/statm`,
        take(bytes) {
          if (hasNoMemory(bytes)) withoutMemory.add(pid);
        },
      })),
    );
    return withoutMemory;
  }

  /** Where `stat` hangs there is a process all the same, and `status` never waits. */
  async function classifyByStatus(pids: readonly number[]): Promise<void> {
    const origins = new Map<number, StatusOrigin | undefined>();
    await reading.reader.read(
      pids.map((pid) => ({
        path: `${procfs}/${pid}/status`,
        take(bytes) {
          origins.set(pid, parseStatusOrigin(bytes.toString()));
        },
        fail(errno) {
          if (isPassing(errno)) unanswered.push(pid);
          else origins.set(pid, undefined);
        },
      })),
    );
    for (const [pid, origin] of origins) {
      if (!origin) table.drop(pid);
      else if (origin.kernelThread) addThread(pid, origin);
      else unread.push(trackWithoutStat(procfs, pid, origin, changes));
    }
  }

  async function search(limitMs: number): Promise<void> {
    const endMs = performance.now() + limitMs;
    while (ksmdPid === undefined && table.hasQueued && performance.now() < endMs) {
      await classify();
    }
  }

  async function readAll({settleMs, withPreload}: FirstReading): Promise<void> {
    // The search adds to `unread` what it classifies.
    await searching;
    while (!closed() && (unread.length > 0 || table.hasQueued)) {
      if (unread.length === 0) await classify();
      const processes = unread.splice(0, size);
      for (const {directory} of processes.slice(0, 1)) await reading.ksm.probe(directory);
      await readWhole(reading, processes, withPreload);
      for (const tracked of processes) {
        const {pid, stat, state} = tracked;
        if (state === 'gone') {
          table.drop(pid);
        } else if (stat?.kernelThread) {
          addThread(pid, stat);
        } else {
          unsettleFor(tracked, settleMs);
          table.add(tracked);
          found(tracked);
        }
      }
    }
  }

  return {
    findKsmd(limitMs) {
      searching = search(limitMs);
      return searching;
    },
    run(first) {
      running ??= readAll(first).finally(() => {
        running = undefined;
        for (const pid of unanswered) table.requeue(pid);
        unanswered = [];
      });
      return running;
    },
    get ksmdPid() {
      return ksmdPid;
    },
  };
}
