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

/** What is known of a listed pid; `number` of the listing that last had it. */
type Listed = {
  state: 'unknown' | 'taken' | 'thread' | TrackedProcess;
  listing: number;
};

export function createProcessTable(): ProcessTable {
  const listed = new Map<number, Listed>();
  /** Unknown pids, lowest first: that is where the kernel's own threads are, ksmd among them. */
  const unknown: number[] = [];
  const listing = 0;
  const processes: readonly TrackedProcess[] = [];
  const kernelThreads: readonly number[] = [];
  const isStale = false;

  function drop(pid: number, entry: Listed): TrackedProcess | undefined {
    listed.delete(pid);
    if (typeof entry.state === 'string') {
