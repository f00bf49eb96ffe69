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

export function createProcessTable(): ProcessTable {
  let listed: ReadonlySet<number> = new Set();
  const followed = new Map<number, TrackedProcess>();
  const threads = new Set<number>();
  const unknown = new Set<number>();
  /** Taken to be read, not back yet. */
  const taken = new Set<number>();
  let processes: readonly TrackedProcess[] | undefined;
  let kernelThreads: readonly number[] | undefined;

  function drop(pid: number): TrackedProcess | undefined {
    const tracked = followed.get(pid);
    if (tracked) {
      tracked.gone = true;
      followed.delete(pid);
      processes = undefined;
    }
    if (threads.delete(pid)) kernelThreads = undefined;
    unknown.delete(pid);
    return tracked;
  }

  return {
    update(names) {
      listed = new Set(pidsIn(names));
      const isKnown = (pid: number) => followed.has(pid) || threads.has(pid) || taken.has(pid);
      // Lowest first: that is where the kernel's own threads are, ksmd among them.
      const newcomers = [...listed].filter((pid) => !isKnown(pid)).sort((a, b) => a - b);
      for (const pid of newcomers) unknown.add(pid);
      const vanished: TrackedProcess[] = [];
      for (const pids of [followed.keys(), threads, unknown]) {
        for (const pid of pids) {
          const tracked = listed.has(pid) ? undefined : drop(pid);
          if (tracked) vanished.push(tracked);
        }
      }
      return vanished;
    },
    takeUnknown(count) {
      const pids: number[] = [];
      for (const pid of unknown) {
        if (pids.length === count) break;
        pids.push(pid);
        unknown.delete(pid);
        taken.add(pid);
      }
      return pids;
    },
    get hasUnknown() {
      return unknown.size > 0;
    },
    get pendingCount() {
      return unknown.size + taken.size;
    },
    add(tracked) {
      taken.delete(tracked.pid);
      // It may have ended while it was read.
      if (!listed.has(tracked.pid)) return;
      followed.set(tracked.pid, tracked);
      processes = undefined;
    },
    addKernelThread(pid) {
      taken.delete(pid);
      if (!listed.has(pid)) return;
      threads.add(pid);
      kernelThreads = undefined;
    },
    giveUp(pid) {
      taken.delete(pid);
    },
    forget(pid) {
      drop(pid);
      taken.delete(pid);
      if (listed.has(pid)) unknown.add(pid);
    },
    get processes() {
      processes ??= [...followed.values()].sort((a, b) => a.pid - b.pid);
      return processes;
    },
    get kernelThreads() {
      kernelThreads ??= [...threads].sort((a, b) => a - b);
      return kernelThreads;
    },
  };
}

/** The numbers among the names in `/proc`; leading zeros are no pid's. */
function pidsIn(names: readonly string[]): number[] {
  const pids: number[] = [];
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first >= 49 && first <= 57) pids.push(Number(name));
  }
  return pids.filter(Number.isSafeInteger);
}
