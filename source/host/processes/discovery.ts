import type {ProcessStat} from '../../kernel/process/stat.js';
import {hasNoMemory} from '../../kernel/process/statm.js';
import {parseStatusOrigin, type StatusOrigin} from '../../kernel/process/status.js';
import {isGone, isPassing} from '../../kernel/readFailure.js';
import type {Lock} from '../io/reader.js';
import {type ProcessReading, processesAtATime, readWhole} from './processReader.js';
import {statRequest} from './processReads.js';
import type {ProcessTable} from './processTable.js';
import {
  type Changes,
  memoryLock,
  settleIn,
  type TrackedProcess,
  track,
  trackSilent,
} from './trackedProcess.js';

/** Reads the processes that are listed and not known yet, in the background, a few at a time. */
export type Discovery = {
  /** Tells user processes from kernel threads until ksmd is found, or the time is up. */
  findKsmd(limitMs: number): Promise<void>;
  /** Reads on until nothing is unknown; while it does, another call joins it. */
  run(first: FirstReading): Promise<void>;
  /** The thread that was last met under the name of ksmd. */
  readonly ksmdPid: number | undefined;
};

export type FirstReading = {
  /** So long each is to be looked at on every tick. */
  settleMs: number;
  /** False: their preload is left for the next look. */
  withPreload: boolean;
};

const noPids: ReadonlySet<number> = new Set();
const nobody = {command: '', parentPid: 0};

export function createDiscovery(
  procfs: string,
  reading: ProcessReading,
  table: ProcessTable,
  changes: Changes,
  found: (tracked: TrackedProcess) => void,
  closed: () => boolean,
): Discovery {
  /** Processes of which no more than `stat` was read, or nothing where their offers come first. */
  const unread: TrackedProcess[] = [];
  /** Nothing could be read of these: they stay unknown until the next run. */
  let postponed: number[] = [];
  const few = processesAtATime(reading);
  let ksmdPid: number | undefined;
  /** As at the lowest pids. Over a line it would be one more question and its answer. */
  let mostAreThreads = reading.reader.processesAtATime === undefined;
  let running: Promise<void> | undefined;
  let searching: Promise<void> | undefined;

  async function sortUnknown(): Promise<void> {
    const pids = table.takeUnknown(few);
    const bodiless = mostAreThreads ? await findBodiless(pids) : noPids;
    mostAreThreads &&= bodiless.size > pids.length / 2;
    const isAsked = (pid: number) =>
      bodiless.has(pid) ? !reading.withoutKsmd : !reading.offersOnly;
    for (const pid of pids) {
      if (isAsked(pid)) continue;
      if (bodiless.has(pid)) table.addKernelThread(pid);
      else unread.push(trackSilent(procfs, pid, nobody, changes));
    }
    // Threads first: their files never wait, and ksmd is one of them.
    await sort(pids.filter((pid) => bodiless.has(pid) && isAsked(pid)));
    await sort(
      pids.filter((pid) => !bodiless.has(pid) && isAsked(pid)),
      (pid) => memoryLock(pid, 'read'),
    );
  }

  async function sort(pids: readonly number[], lockOf?: (pid: number) => Lock): Promise<void> {
    const stats = new Map<number, ProcessStat | undefined>();
    const silent: number[] = [];
    await reading.reader.read(
      pids.map((pid) => {
        const take = (stat: ProcessStat | undefined, errno?: string) => {
          if (errno !== undefined && !isGone(errno)) silent.push(pid);
          else stats.set(pid, stat);
        };
        return statRequest(`${procfs}/${pid}`, take, lockOf?.(pid));
      }),
    );
    for (const [pid, stat] of stats) {
      if (!stat) table.giveUp(pid);
      else if (stat.kernelThread) addThread(pid, stat);
      else unread.push(track(procfs, pid, stat, changes));
    }
    if (silent.length > 0) await sortSilent(silent);
  }

  function addThread(pid: number, {command}: Pick<ProcessStat, 'command'>): void {
    table.addKernelThread(pid);
    if (command === 'ksmd') ksmdPid = pid;
  }

  /** Without memory there is no lock on it to wait for: threads of the kernel, and who has ended. */
  async function findBodiless(pids: readonly number[]): Promise<ReadonlySet<number>> {
    const bodiless = new Set<number>();
    await reading.reader.read(
      pids.map((pid) => ({
        path: `${procfs}/${pid}/statm`,
        take(bytes) {
          if (hasNoMemory(bytes)) bodiless.add(pid);
        },
      })),
    );
    return bodiless;
  }

  /** Those whose `stat` does not answer are there all the same: `status` waits for nobody. */
  async function sortSilent(pids: readonly number[]): Promise<void> {
    const origins = new Map<number, StatusOrigin | undefined>();
    const unknown: number[] = [];
    await reading.reader.read(
      pids.map((pid) => ({
        path: `${procfs}/${pid}/status`,
        take(bytes) {
          origins.set(pid, parseStatusOrigin(bytes.toString()));
        },
        fail(errno) {
          if (isPassing(errno)) unknown.push(pid);
          else origins.set(pid, undefined);
        },
      })),
    );
    for (const [pid, origin] of origins) {
      if (!origin) table.giveUp(pid);
      else if (origin.kernelThread) addThread(pid, origin);
      else unread.push(trackSilent(procfs, pid, origin, changes));
    }
    postponed = postponed.concat(unknown);
  }

  async function search(limitMs: number): Promise<void> {
    const endMs = performance.now() + limitMs;
    while (ksmdPid === undefined && table.hasUnknown && performance.now() < endMs) {
      await sortUnknown();
    }
  }

  async function readAll({settleMs, withPreload}: FirstReading): Promise<void> {
    // What it has taken up is still to come from it.
    await searching;
    while (!closed() && (unread.length > 0 || table.hasUnknown)) {
      if (unread.length === 0) await sortUnknown();
      const processes = unread.splice(0, few);
      for (const {directory} of processes.slice(0, 1)) await reading.ksm.probe(directory);
      await readWhole(reading, processes, withPreload);
      for (const tracked of processes) {
        const {pid, stat, gone} = tracked;
        if (gone) {
          table.giveUp(pid);
        } else if (stat?.kernelThread) {
          addThread(pid, stat);
        } else {
          settleIn(tracked, settleMs);
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
        for (const pid of postponed) table.forget(pid);
        postponed = [];
      });
      return running;
    },
    get ksmdPid() {
      return ksmdPid;
    },
  };
}
