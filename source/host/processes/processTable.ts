import {firstAbove} from './binarySearch.js';
import type {TrackedProcess} from './trackedProcess.js';

/** Which processes the host has, as of the last listing of `/proc`. */
export type ProcessTable = {
  /** Takes over a listing; returns who has come, and who has gone, since the last one. */
  update(names: readonly string[]): Listed;
  /** These are to be read, where they are still there. */
  enqueue(pids: readonly number[]): void;
  /** Takes up to `count` pids that are to be read. */
  takeUnknown(count: number): number[];
  readonly hasUnknown: boolean;
  /** Processes that are to be read and not followed yet, taken or not. */
  readonly pendingCount: number;
  add(tracked: TrackedProcess): void;
  addKernelThread(pid: number): void;
  /** A taken pid was nobody's any more. */
  giveUp(pid: number): void;
  /** What was known of this pid is void: it is unknown again. */
  forget(pid: number): void;
  /** The followed user processes by rising pid. */
  readonly processes: readonly TrackedProcess[];
  readonly kernelThreads: readonly number[];
};

export type Listed = {newcomers: number[]; vanished: TrackedProcess[]};

/** What is known of a listed pid; one that is `new` is not to be read yet. */
type Known = 'new' | 'unknown' | 'taken' | 'thread' | TrackedProcess;

export function createProcessTable(): ProcessTable {
  const entries = new Map<number, Known>();
  let newCount = 0;
  /** The pids of the last listing, rising. */
  let listed: number[] = [];
  /** Where unknown pids wait; those that are not unknown any more are passed over. */
  let queue: number[] = [];
  let processes: TrackedProcess[] = [];
  let kernelThreads: number[] = [];
  let sorted = true;

  function sortOut(): void {
    if (sorted) return;
    sorted = true;
    processes = [];
    kernelThreads = [];
    // By index, here and below: an iterator would make an object for each of thousands.
    for (let index = 0; index < listed.length; index++) {
      const pid = listed[index] as number;
      const known = entries.get(pid);
      if (known === 'thread') kernelThreads.push(pid);
      else if (typeof known === 'object') processes.push(known);
    }
  }

  /** Returns the process that this pid was, where it was one that is followed. */
  function drop(pid: number): TrackedProcess[] {
    const known = entries.get(pid);
    entries.delete(pid);
    sorted = false;
    if (known === 'new') newCount--;
    if (typeof known !== 'object') return [];
    known.gone = true;
    return [known];
  }

  function enter(pid: number): void {
    entries.set(pid, 'unknown');
    queue.push(pid);
  }

  /** A taken pid turned out to be this; not so when it vanished or was used again meanwhile. */
  function settle(pid: number, known: Known): boolean {
    if (entries.get(pid) !== 'taken') return false;
    entries.set(pid, known);
    sorted = false;
    return true;
  }

  return {
    update(names) {
      const pids = risingPids(names);
      const newcomers: number[] = [];
      const vanished: TrackedProcess[] = [];
      // Both rise: whoever is in one of them alone has come or gone. Lowest first, for that is
      // where the kernel's own threads are, ksmd among them.
      let index = 0;
      for (let at = 0; at < pids.length; at++) {
        const pid = pids[at] as number;
        let before = listed[index] ?? Number.POSITIVE_INFINITY;
        for (; before < pid; before = listed[index] ?? Number.POSITIVE_INFINITY) {
          vanished.push(...drop(before));
          index++;
        }
        if (before === pid) index++;
        else newcomers.push(pid);
      }
      for (; index < listed.length; index++) vanished.push(...drop(listed[index] as number));
      for (const pid of newcomers) entries.set(pid, 'new');
      newCount += newcomers.length;
      listed = pids;
      return {newcomers, vanished};
    },
    enqueue(pids) {
      for (const pid of pids) {
        if (entries.get(pid) !== 'new') continue;
        newCount--;
        enter(pid);
      }
    },
    takeUnknown(count) {
      const taken: number[] = [];
      let passed = 0;
      for (const pid of queue) {
        if (taken.length === count) break;
        passed++;
        if (entries.get(pid) !== 'unknown') continue;
        entries.set(pid, 'taken');
        taken.push(pid);
      }
      queue = queue.slice(passed);
      return taken;
    },
    add(tracked) {
      tracked.gone = !settle(tracked.pid, tracked);
    },
    addKernelThread(pid) {
      settle(pid, 'thread');
    },
    giveUp(pid) {
      if (entries.get(pid) !== 'taken') return;
      entries.delete(pid);
      // The next listing may show it again, as someone else.
      const index = firstAbove(listed, (other) => other, pid - 1);
      if (listed[index] === pid) listed.splice(index, 1);
    },
    forget(pid) {
      const known = entries.get(pid);
      if (known !== 'taken' && known !== 'thread' && typeof known !== 'object') return;
      if (typeof known === 'object') known.gone = true;
      enter(pid);
      sorted = false;
    },
    get hasUnknown() {
      return queue.some((pid) => entries.get(pid) === 'unknown');
    },
    get pendingCount() {
      sortOut();
      return entries.size - newCount - processes.length - kernelThreads.length;
    },
    get processes() {
      sortOut();
      return processes;
    },
    get kernelThreads() {
      sortOut();
      return kernelThreads;
    },
  };
}

/** The pids among the names in `/proc`. The kernel lists them in this order; others may not. */
function risingPids(names: readonly string[]): number[] {
  const pids: number[] = [];
  let last = 0;
  let rising = true;
  for (let index = 0; index < names.length; index++) {
    const pid = pidOf(names[index] as string);
    if (pid === undefined) continue;
    rising &&= pid > last;
    last = pid;
    pids.push(pid);
  }
  return rising ? pids : pids.sort((a, b) => a - b);
}

/** The pid that a name in `/proc` stands for. */
function pidOf(name: string): number | undefined {
  const first = name.charCodeAt(0);
  const pid = first >= 49 && first <= 57 ? Number(name) : Number.NaN;
  return Number.isSafeInteger(pid) ? pid : undefined;
}
