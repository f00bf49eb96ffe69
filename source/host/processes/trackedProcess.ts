import {type ContainerIdentity, hostIdentity} from '../../kernel/container/identity.js';
import type {ProcessKsm} from '../../kernel/process/ksmStat.js';
import type {ProcessStat} from '../../kernel/process/stat.js';
import type {PreloadFacts, ProcessSample, Refusal} from '../../model/sample/sample.js';
import type {Lock} from '../io/reader.js';

/** What has changed among the followed processes since it was last looked at. */
export type Changes = {
  /** Those whose sample has to be made anew. */
  samples: Set<TrackedProcess>;
  /** One is in another container, or stands otherwise for its own. */
  containers: boolean;
};

export function noChanges(): Changes {
  return {samples: new Set(), containers: false};
}

/** What is known of one user process so far, and when to look at it again. */
export type TrackedProcess = {
  readonly pid: number;
  readonly directory: string;
  /** Its memory lock, for files that only take it when read … */
  readonly readLock: Lock;
  /** … and for files whose opening may already wait, behind an exec that waits for it. */
  readonly openLock: Lock;
  /** Told of each change; one for all processes. */
  readonly changes: Changes;
  known: KnownFacts;
  /** The sample made of `known`; absent: not made yet, or something changed. */
  sample?: ProcessSample | undefined;
  /** Absent: it hangs, and has since it was first met. */
  stat?: ProcessStat;
  /** What the last look found; absent: no process any more. */
  seen?: ProcessStat | undefined;
  /** OpenVZ: number of its container. */
  envId?: number | undefined;
  /** Text of its cgroup file. */
  cgroup: string;
  /** Target of its link to the pid namespace. */
  pidNamespace?: string;
  /** Its identity and preload were read since its last exec. */
  complete: boolean;
  /**
   * When it will have settled, on the clock that never jumps: until then it may be about to exec,
   * to be moved to its cgroup, to load its libraries, and is looked at on every tick.
   */
  settlesMs: number;
  /** Times that the rotation came to it. */
  turns: number;
  /** The process is no more. */
  gone: boolean;
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

/** The lock on the memory of a process: of an exec too, which may wait for it. */
export function memoryLock(pid: number, from: Lock['from']): Lock {
  return {name: `memory of ${pid}`, from};
}

/** Starts to follow the process that this `stat` belongs to. */
export function track(
  procfs: string,
  pid: number,
  stat: ProcessStat,
  changes: Changes,
): TrackedProcess {
  return {...trackSilent(procfs, pid, stat, changes), stat};
}

/** Starts to follow a process whose `stat` does not answer. */
export function trackSilent(
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
    known: {command, parentPid, container: hostIdentity},
    cgroup: '',
    complete: false,
    settlesMs: 0,
    // Not all at the same time do what is done once in so many turns.
    turns: pid,
    gone: false,
  };
}

/** Takes a fact over; a sample made before stays valid unless it is another one. */
export function learn<Key extends keyof KnownFacts>(
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
export function restate(tracked: TrackedProcess, stat: ProcessStat): void {
  if (isMute(stat) !== isMute(tracked.stat)) tracked.changes.containers = true;
  tracked.stat = stat;
  learn(tracked, 'command', stat.command);
  learn(tracked, 'parentPid', stat.parentPid);
}

/**
 * Of an ended process that waits for its parent, neither root nor memory is left; one that hangs
 * may let nobody look at them.
 */
export function isMute(stat: ProcessStat | undefined): boolean {
  return !stat || isEnded(stat);
}

export function isEnded(stat: ProcessStat | undefined): boolean {
  return stat?.state === 'Z';
}

/** It has only just changed: it will have settled in so many milliseconds, if not later. */
export function settleIn(tracked: TrackedProcess, milliseconds: number): void {
  tracked.settlesMs = Math.max(tracked.settlesMs, performance.now() + milliseconds);
}

/** Whether ksmd works for a process, or is asked to: worth a look on every tick. */
export function offersMemory(ksm: ProcessKsm | undefined): boolean {
  return (
    ksm?.mergeable === true ||
    (ksm?.rmapItems ?? 0) > 0 ||
    (ksm?.mergingPages ?? 0) > 0 ||
    (ksm?.zeroPages ?? 0) > 0
  );
}

/** The same object as before while nothing about the process changed. */
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
