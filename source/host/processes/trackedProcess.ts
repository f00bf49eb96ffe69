import {type ContainerIdentity, hostIdentity} from '../../kernel/container/identity.js';
import type {ProcessKsm} from '../../kernel/process/ksmStat.js';
import type {ProcessStat} from '../../kernel/process/stat.js';
import type {PreloadFacts, ProcessSample, Refusal} from '../../model/sample/sample.js';
import type {Lock, ReadRequest} from '../io/reader.js';
import type {ProcessState} from './processState.js';

/** What has changed among the tracked processes since the last sample of the host. */
export type Changes = {
  /** Processes of which a fact has changed. */
  samples: Set<TrackedProcess>;
  /** A process is in another container, or may represent its container now, or no longer. */
  containers: boolean;
};

export function noChanges(): Changes {
  return {samples: new Set(), containers: false};
}

/** What is known of one user process, and what decides when it is read again. */
export type TrackedProcess = {
  readonly pid: number;
  readonly directory: string;
  /** Its memory lock, for files that take it when they are read … */
  readonly readLock: Lock;
  /** … and for files that may already wait when opened, behind an exec that waits for the lock. */
  readonly openLock: Lock;
  /** Collects the changes of all processes. */
  readonly changes: Changes;
  /** Changed by the process table alone. */
  state: ProcessState;
  known: KnownFacts;
  /** The sample made of `known`; absent: not made yet, or a fact changed. */
  sample?: ProcessSample | undefined;
  /** Absent: `stat` has never answered. */
  stat?: ProcessStat;
  /** What the last reading of `stat` gave, not taken over yet; absent: it gave nothing. */
  newStat?: ProcessStat | undefined;
  /** The requests of its KSM figures whose files stay open while it offers memory. */
  keptRequests?: readonly ReadRequest[] | undefined;
  /** OpenVZ: number of its container. */
  envId?: number | undefined;
  /** Text of its cgroup file. */
  cgroup: string;
  /** Target of its link to the pid namespace. */
  pidNamespace?: string;
  /** Its identity and preload were read since its last exec. */
  complete: boolean;
  /** Until then it is unsettled; on the monotonic clock. */
  unsettledUntilMs: number;
  /** Counts its visits from its pid on, so that rare reads of all processes do not coincide. */
  turns: number;
};

type KnownFacts = {
  command: string;
  parentPid: number;
  commandLine?: string | undefined;
  userId?: number | undefined;
  innerPid?: number | undefined;
  container: ContainerIdentity;
  ksm?: ProcessKsm | undefined;
  /** Why the KSM figures could not be read. */
  ksmRefusal?: string | undefined;
  mapsRefusal?: string | undefined;
  mapped?: PreloadFacts['mapped'];
  requested?: PreloadFacts['requested'];
  anonBytes?: number | undefined;
};

/** The memory lock of a process (`mmap_lock`), and what an exec holds while it waits for it. */
export function memoryLock(pid: number, from: Lock['from']): Lock {
  return {name: `memory of ${pid}`, from};
}

/** Starts to track the process that this `stat` belongs to. */
export function trackProcess(
  procfs: string,
  pid: number,
  stat: ProcessStat,
  changes: Changes,
): TrackedProcess {
  return {...trackWithoutStat(procfs, pid, stat, changes), stat};
}

/** Starts to track a process whose `stat` was not read. */
export function trackWithoutStat(
  procfs: string,
  pid: number,
  {command, parentPid}: Pick<ProcessStat, 'command' | 'parentPid'>,
  changes: Changes,
): TrackedProcess {
  const readLock = memoryLock(pid, 'read');
  return {
    pid,
    directory: `${procfs}/${pid}`,
    readLock,
    openLock: {...readLock, from: 'open'},
    changes,
    state: 'new',
    known: {command, parentPid, container: hostIdentity},
    newStat: undefined,
    keptRequests: undefined,
    cgroup: '',
    complete: false,
    unsettledUntilMs: 0,
    turns: pid,
  };
}

/** Sets a fact; the sample made before stays valid while the value is the same. */
export function setFact<Key extends keyof KnownFacts>(
  tracked: TrackedProcess,
  key: Key,
  value: KnownFacts[Key],
): void {
  if (tracked.known[key] === value) return;
  const {known, changes} = tracked;
  known[key] = value;
  tracked.sample = undefined;
  changes.samples.add(tracked);
  if (key === 'container' || key === 'innerPid') changes.containers = true;
}

/** Takes over what `stat` says now. */
export function updateFromStat(tracked: TrackedProcess, stat: ProcessStat): void {
  if (isUnreadable(stat) !== isUnreadable(tracked.stat)) tracked.changes.containers = true;
  tracked.stat = stat;
  setFact(tracked, 'command', stat.command);
  setFact(tracked, 'parentPid', stat.parentPid);
}

/** A zombie has neither a root directory nor memory left; those of one that hangs may hang too. */
export function isUnreadable(stat: ProcessStat | undefined): boolean {
  return !stat || isZombie(stat);
}

export function isZombie(stat: ProcessStat | undefined): boolean {
  return stat?.state === 'Z';
}

/** It may change within this time. */
export function unsettleFor(tracked: TrackedProcess, milliseconds: number): void {
  tracked.unsettledUntilMs = Math.max(tracked.unsettledUntilMs, performance.now() + milliseconds);
}

/** Whether ksmd tracks or has merged pages of a process, or is asked to. */
export function offersMemory(ksm: ProcessKsm | undefined): boolean {
  return (
    ksm?.mergeable === true ||
    (ksm?.rmapItems ?? 0) > 0 ||
    (ksm?.mergingPages ?? 0) > 0 ||
    (ksm?.zeroPages ?? 0) > 0
  );
}

/** The same object as before while no fact of the process changed. */
export function sampleOf(tracked: TrackedProcess): ProcessSample {
  tracked.sample ??= makeSample(tracked);
  return tracked.sample;
}

function makeSample({pid, stat, known}: TrackedProcess): ProcessSample {
  const {command, parentPid, container, commandLine, userId, innerPid, ksm, anonBytes} = known;
  const {mapped, requested} = known;
  const refusal = refusalOf(known);
  return {
    pid,
    ...(stat && {startTicks: stat.startTicks}),
    parentPid,
    command,
    ...(commandLine !== undefined && {commandLine}),
    ...(userId !== undefined && {userId}),
    ...(innerPid !== undefined && {innerPid}),
    container,
    readable: !refusal,
    ...(refusal && {refusal}),
    ...(ksm && {ksm}),
    preload: {
      ...(mapped !== undefined && {mapped}),
      ...(requested !== undefined && {requested}),
    },
    ...(anonBytes !== undefined && {anonBytes}),
  };
}

function refusalOf({ksmRefusal, mapsRefusal}: KnownFacts): Refusal | undefined {
  if (ksmRefusal !== undefined) return {file: 'ksm_stat', errno: ksmRefusal};
  return mapsRefusal === undefined ? undefined : {file: 'maps', errno: mapsRefusal};
}
