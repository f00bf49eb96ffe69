/**
 * The read engine for files that may hang, from the program to the kernel and back:
 * - `childReads` sorts reads into queues, and refuses those that would hang again.
 * - `stuckLocks` remembers the locks at which reads hung, and when to try them again.
 * - `readQueue` has one child read files in order, and replaces a child that hangs.
 * - `hangDetector` decides that it hangs.
 * - `readProtocol` is the messages of queue and child, as frames of `child/messageFrames`.
 * - `readJob` runs in the child: it reads with `fileReader` and `insideRoot`.
 */
import type {ReadRequest} from './reader.js';
import type {WireRequest} from './readProtocol.js';
import {createReadQueue, type ReadQueue} from './readQueue.js';
import type {QueuedRead, ReadDone} from './sentReads.js';
import {createStuckLocks} from './stuckLocks.js';

/**
 * Reads files that may hang: the memory of a process whose lock is held, a file system that does
 * not answer. A child that hangs is killed: that costs a pause and one answer, but it never blocks
 * the event loop or the end of the program.
 */
export type ChildReads = {
  /** Starts the child that reads the processes, while the program is still loading. */
  prepare(): void;
  /** Whether processes can be read without waiting for a child to start. */
  readonly isReady: boolean;
  read(reads: readonly ChildRead[]): void;
  forget(path: string): void;
  /** Children that were killed and that the kernel has not ended yet. */
  readonly hung: number;
  close(): void;
};

export type ChildRead = {
  request: Pick<ReadRequest, 'waitsFor' | 'patient'> & WireRequest;
  done: ReadDone;
};

/** By what a read may wait for, so that one kind does not delay another. */
type QueueName = 'processes' | 'files' | 'patient';

/** A disk that was asleep takes its time, and a read of a gigabyte's page tables seconds. */
const ticksAllowed: Readonly<Record<QueueName, number>> = {processes: 5, files: 40, patient: 100};
/** Where many locks hang, one more is no surprise. */
const ticksAmongMany = 2;
const firstPauseMs = 2000;
/** After this many hangs within this time, only locks that have answered before are tried. */
const mostHangs = 8;
const hangsCountedMs = 10_000;
const mostRemembered = 50_000;

export function createChildReads(): ChildReads {
  const stuckLocks = createStuckLocks(firstPauseMs);
  /** Locks of reads that were answered. */
  const proven = new Set<string>();
  let hangs: number[] = [];

  function createQueue(name: QueueName): ReadQueue {
    return createReadQueue({
      ticksAllowed: () =>
        stuckLocks.many && name === 'processes' ? ticksAmongMany : ticksAllowed[name],
      hung({lock}) {
        stuckLocks.blame(lock);
        proven.delete(lock);
        hangs.push(performance.now());
      },
    });
  }

  const queues: Readonly<Record<QueueName, ReadQueue>> = {
    processes: createQueue('processes'),
    files: createQueue('files'),
    patient: createQueue('patient'),
  };

  function hangTooOften(): boolean {
    if (hangs.length < mostHangs) return false;
    const sinceMs = performance.now() - hangsCountedMs;
    hangs = hangs.filter((timeMs) => timeMs > sinceMs);
    return hangs.length >= mostHangs;
  }

  function prove(lock: string): void {
    stuckLocks.clear(lock);
    if (proven.size >= mostRemembered) proven.clear();
    proven.add(lock);
  }

  return {
    prepare: queues.processes.prepare,
    get isReady() {
      return queues.processes.isReady;
    },
    read(reads) {
      const added: Record<QueueName, QueuedRead[]> = {processes: [], files: [], patient: []};
      const onlyProven = hangTooOften();
      for (const {request, done} of reads) {
        const {waitsFor, patient, ...wire} = request;
        const shared = waitsFor?.name ?? request.path;
        // A read that takes seconds must not make others at the same lock wait for its end.
        const lock = patient ? request.path : shared;
        if (stuckLocks.isStuck(lock) || stuckLocks.isStuck(shared)) done(undefined, 'ETIMEDOUT');
        else if (onlyProven && waitsFor && !proven.has(lock)) done(undefined, 'EAGAIN');
        else {
          added[queueOf(request)].push({
            wire,
            lock,
            done(bytes, errno) {
              if (bytes && waitsFor) prove(lock);
              done(bytes, errno);
            },
          });
        }
      }
      for (const name of Object.keys(added) as QueueName[]) queues[name].add(added[name]);
    },
    forget(path) {
      queues.processes.forget(path);
    },
    get hung() {
      return Object.values(queues).reduce((sum, queue) => sum + queue.hung, 0);
    },
    close() {
      for (const queue of Object.values(queues)) queue.close();
    },
  };
}

function queueOf({patient, root}: ChildRead['request']): QueueName {
  if (patient) return 'patient';
  return root === undefined ? 'processes' : 'files';
}
