import type {TrackedProcess} from './trackedProcess.js';

/** Which processes the host has, as of the last listing of `/proc`. */
export type ProcessTable = {
  /** Takes over a listing; returns the processes that have vanished since the last one. */
  update(names: readonly string[]): TrackedProcess[];
  /** Takes up to `count` pids that are listed and not known yet. */
  takeUnknown(count: number): number[];
  readonly hasUnknown: boolean;
  /** Processes that are listed and not followed yet, taken or not. */
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

/** A listed pid; `listing` is the number of the last listing that had it. */
type Listed = {
  is: 'unknown' | 'taken' | 'thread' | TrackedProcess;
  listing: number;
};

export function createProcessTable(): ProcessTable {
  const entries = new Map<number, Listed>();
  /** Where unknown pids wait; those that are not unknown any more are passed over. */
  let queue: number[] = [];
  let listing = 0;
  let processes: TrackedProcess[] = [];
  let kernelThreads: number[] = [];
  let sorted = true;

  function sortOut(): void {
    if (sorted) return;
    sorted = true;
    processes = [];
    kernelThreads = [];
    for (const [pid, {is}] of entries) {
      if (is === 'thread') kernelThreads.push(pid);
      else if (typeof is === 'object') processes.push(is);
    }
    processes.sort((a, b) => a.pid - b.pid);
    kernelThreads.sort((a, b) => a - b);
  }

  function dropVanished(): TrackedProcess[] {
    const vanished: TrackedProcess[] = [];
    for (const [pid, entry] of entries) {
      if (entry.listing === listing) continue;
      entries.delete(pid);
      sorted = false;
      if (typeof entry.is !== 'object') continue;
      entry.is.gone = true;
      vanished.push(entry.is);
    }
    return vanished;
  }

  /** A taken pid turned out to be this; not so when it vanished or was used again meanwhile. */
  function settle(pid: number, is: Listed['is']): boolean {
    const entry = entries.get(pid);
    if (entry?.is !== 'taken') return false;
    entry.is = is;
    sorted = false;
    return true;
  }

  return {
    update(names) {
      listing++;
      let known = 0;
      const newcomers: number[] = [];
      for (const name of names) {
        const pid = pidOf(name);
        const entry = pid === undefined ? undefined : entries.get(pid);
        if (entry) {
          entry.listing = listing;
          known++;
        } else if (pid !== undefined) {
          newcomers.push(pid);
        }
      }
      const vanished = known < entries.size ? dropVanished() : [];
      // Lowest first: that is where the kernel's own threads are, ksmd among them.
      for (const pid of newcomers.sort((a, b) => a - b)) {
        entries.set(pid, {is: 'unknown', listing});
        queue.push(pid);
      }
      return vanished;
    },
    takeUnknown(count) {
      const taken: number[] = [];
      let passed = 0;
      for (const pid of queue) {
        if (taken.length === count) break;
        passed++;
        const entry = entries.get(pid);
        if (entry?.is !== 'unknown') continue;
        entry.is = 'taken';
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
      if (entries.get(pid)?.is === 'taken') entries.delete(pid);
    },
    forget(pid) {
      const entry = entries.get(pid);
      if (!entry || entry.is === 'unknown') return;
      if (typeof entry.is === 'object') entry.is.gone = true;
      entry.is = 'unknown';
      queue.push(pid);
      sorted = false;
    },
    get hasUnknown() {
      return queue.some((pid) => entries.get(pid)?.is === 'unknown');
    },
    get pendingCount() {
      sortOut();
      return entries.size - processes.length - kernelThreads.length;
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

/** The pid that a name in `/proc` stands for. */
function pidOf(name: string): number | undefined {
  const first = name.charCodeAt(0);
  const pid = first >= 49 && first <= 57 ? Number(name) : Number.NaN;
  return Number.isSafeInteger(pid) ? pid : undefined;
}
