import {firstAbove} from './binarySearch.js';
import {comparePids, sortedPids} from './pids.js';
import {type ProcessEvent, transitions} from './processState.js';
import type {TrackedProcess} from './trackedProcess.js';

/** The pids of the last listing of `/proc`, and the state of each process. */
export type ProcessTable = {
  /** Takes over a listing; returns the pids that are new in it, which are held back. */
  update(names: readonly string[]): number[];
  /** Queues held pids for their first reading, where they are still listed. */
  enqueue(pids: readonly number[]): void;
  /** Removes up to `count` pids from the queue: they are being read. */
  takeQueued(count: number): number[];
  readonly hasQueued: boolean;
  /** Pids that are queued or being read. */
  readonly pendingCount: number;
  /** A pid that was being read is this process; it has ended if it vanished meanwhile. */
  add(tracked: TrackedProcess): void;
  addKernelThread(pid: number): void;
  /** A pid that was being read has no process any more. */
  drop(pid: number): void;
  /** What was known of a pid is void: queues it again. */
  requeue(pid: number): void;
  /** Moves a process to the state that follows from what was read. */
  apply(tracked: TrackedProcess, event: ProcessEvent): void;
  /** Tracked user processes, sorted by pid. */
  readonly processes: readonly TrackedProcess[];
  readonly kernelThreads: readonly number[];
  /** The same array as before while it has the same members. */
  readonly offering: readonly TrackedProcess[];
  readonly unsettled: ReadonlySet<TrackedProcess>;
};

/** What is known of a listed pid; `held`: it is not to be read yet. */
type Entry = 'held' | 'queued' | 'reading' | 'kernelThread' | TrackedProcess;

/** @param stoppedOffering Called with each process that leaves the state `offering`. */
export function createProcessTable(
  stoppedOffering: (tracked: TrackedProcess) => void = () => {},
): ProcessTable {
  const entries = new Map<number, Entry>();
  let heldCount = 0;
  /** The pids of the last listing, sorted. */
  let listed: number[] = [];
  /** Pids in the order of their reading; those that are not queued any more are skipped. */
  let queue: number[] = [];
  const offeringSet = new Set<TrackedProcess>();
  const unsettled = new Set<TrackedProcess>();
  /** These are made from `entries` and `offeringSet` when they are asked for after a change. */
  let processes: readonly TrackedProcess[] | undefined = [];
  let kernelThreads: readonly number[] = [];
  let offering: readonly TrackedProcess[] | undefined = [];

  function sortedProcesses(): readonly TrackedProcess[] {
    if (processes) return processes;
    const found: TrackedProcess[] = [];
    const threads: number[] = [];
    // By index: an iterator would allocate an object for each of thousands.
    for (let index = 0; index < listed.length; index++) {
      const pid = listed[index] as number;
      const entry = entries.get(pid);
      if (entry === 'kernelThread') threads.push(pid);
      else if (typeof entry === 'object') found.push(entry);
    }
    processes = found;
    kernelThreads = threads;
    return processes;
  }

  function apply(tracked: TrackedProcess, event: ProcessEvent): void {
    const before = tracked.state;
    const after = transitions[before][event];
    if (after === before) return;
    tracked.state = after;
    if (before === 'unsettled') unsettled.delete(tracked);
    if (after === 'unsettled') unsettled.add(tracked);
    if (before !== 'offering' && after !== 'offering') return;
    offering = undefined;
    if (after === 'offering') {
      offeringSet.add(tracked);
    } else {
      offeringSet.delete(tracked);
      stoppedOffering(tracked);
    }
  }

  function remove(pid: number): void {
    const entry = entries.get(pid);
    entries.delete(pid);
    processes = undefined;
    if (entry === 'held') heldCount--;
    if (typeof entry === 'object') apply(entry, 'ends');
  }

  function addToQueue(pid: number): void {
    entries.set(pid, 'queued');
    queue.push(pid);
  }

  /** Returns whether the pid is still being read: it may have vanished or been used again. */
  function finishReading(pid: number, entry: Entry): boolean {
    if (entries.get(pid) !== 'reading') return false;
    entries.set(pid, entry);
    processes = undefined;
    return true;
  }

  return {
    update(names) {
      const pids = sortedPids(names);
      // The lowest pids come first, and those are the kernel's own threads, ksmd among them.
      const {added, gone} = comparePids(listed, pids);
      for (const pid of gone) remove(pid);
      for (const pid of added) entries.set(pid, 'held');
      heldCount += added.length;
      listed = pids;
      return added;
    },
    enqueue(pids) {
      for (const pid of pids) {
        if (entries.get(pid) !== 'held') continue;
        heldCount--;
        addToQueue(pid);
      }
    },
    takeQueued(count) {
      const taken: number[] = [];
      let passed = 0;
      for (const pid of queue) {
        if (taken.length === count) break;
        passed++;
        if (entries.get(pid) !== 'queued') continue;
        entries.set(pid, 'reading');
        taken.push(pid);
      }
      queue = queue.slice(passed);
      return taken;
    },
    add(tracked) {
      if (!finishReading(tracked.pid, tracked)) apply(tracked, 'ends');
    },
    addKernelThread(pid) {
      finishReading(pid, 'kernelThread');
    },
    drop(pid) {
      if (entries.get(pid) !== 'reading') return;
      entries.delete(pid);
      // The next listing may have it again, as another process.
      const index = firstAbove(listed, (other) => other, pid - 1);
      if (listed[index] === pid) listed.splice(index, 1);
    },
    requeue(pid) {
      const entry = entries.get(pid);
      if (entry === undefined || entry === 'held' || entry === 'queued') return;
      if (typeof entry === 'object') apply(entry, 'ends');
      addToQueue(pid);
      processes = undefined;
    },
    apply,
    get hasQueued() {
      return queue.some((pid) => entries.get(pid) === 'queued');
    },
    get pendingCount() {
      const {length} = sortedProcesses();
      return entries.size - heldCount - length - kernelThreads.length;
    },
    get processes() {
      return sortedProcesses();
    },
    get kernelThreads() {
      sortedProcesses();
      return kernelThreads;
    },
    get offering() {
      offering ??= [...offeringSet];
      return offering;
    },
    unsettled,
  };
}
