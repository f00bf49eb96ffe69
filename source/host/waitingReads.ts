import {constants, open, read, readlink} from 'node:fs';
import type {LinkTargets} from './insideRoot.js';
import type {KeptFiles, OpenFile} from './keptFiles.js';
import {openInsideRoot} from './openInsideRoot.js';
import {errnoOf, type ReadRequest} from './reader.js';
import type {Slices} from './slices.js';

/**
 * Reads that may wait for a lock, in the threads of the runtime: a stuck lock costs a thread and
 * the one answer, never the event loop. Node cannot take such a read back; it is left behind.
 */
export type WaitingReads = {
  start(request: ReadRequest, done: Done): void;
  /**
   * Another reader's read hangs: until what is returned is called, others for the same lock fail
   * at once, here and there.
   */
  hang(request: ReadRequest): () => void;
  isStuck(request: ReadRequest): boolean;
  /** Reads left behind that the kernel has not answered. */
  readonly hung: number;
};

/** Called once: with the content, or with an errno. */
export type Done = (bytes: Buffer | undefined, errno: string) => void;

type Entry = {
  request: ReadRequest;
  done: Done;
  /** Name of the lock that it may wait for. */
  lock: string;
  buffer: Buffer;
  filled: number;
  file?: OpenFile;
  /** Looks of the clock at which it was still under way. */
  looks: number;
  hung: boolean;
};

/** Reads for one lock, one after another. */
type Line = {
  /** In line behind the one that is under way. */
  waiting: Entry[];
  /** What those before found on their way through the root of a container. */
  known: LinkTargets;
};

export const lookEveryMs = 50;
/** Counted in looks, not by the clock: after a pause of the whole program nothing is blamed. */
export const looksAllowed = 5;
const looksAllowedPatient = 100;
const bufferBytes = 16_384;
const largestBytes = 8_388_608;
/** For everything else that the program does with files. */
const threadsLeftFree = 2;
const noBytes = Buffer.alloc(0);

export function createWaitingReads(
  pool: {readonly threads: number},
  files: KeptFiles,
  slices: Slices,
): WaitingReads {
  let queue: Entry[] = [];
  let head = 0;
  let starting = false;
  let postponed = false;
  const underWay = new Set<Entry>();
  /** By the lock that they may wait for: a stuck one costs one thread, not four. */
  const lines = new Map<string, Line>();
  const stuckLocks = new Set<string>();
  const spareBuffers: Buffer[] = [];
  let hung = 0;
  let clock: NodeJS.Timeout | undefined;

  function capacity(): number {
    const threads = pool.threads - threadsLeftFree - hung;
    return hung === 0 ? Math.max(1, threads) : threads;
  }

  function startNext(): void {
    // A read that fails at once comes back here: the loop below goes on with the next.
    if (starting || postponed) return;
    starting = true;
    while (head < queue.length && (underWay.size < capacity() || capacity() <= 0)) {
      if (slices.spent()) {
        postponed = true;
        slices.later(() => {
          postponed = false;
          startNext();
        });
        break;
      }
      const entry = queue[head++] as Entry;
      if (capacity() > 0) begin(entry);
      else answer(entry, undefined, 'EAGAIN');
    }
    if (head === queue.length) {
      queue = [];
      head = 0;
    }
    starting = false;
  }

  /** Answers, and lets the next one for the same lock into the queue. */
  function answer(entry: Entry, bytes: Buffer | undefined, errno: string): void {
    const next = lines.get(entry.lock)?.waiting.shift();
    if (next) queue.push(next);
    else lines.delete(entry.lock);
    entry.done(bytes, errno);
  }

  function begin(entry: Entry): void {
    underWay.add(entry);
    clock ??= setInterval(look, lookEveryMs);
    if (entry.request.kind === 'link') {
      readlink(entry.request.path, 'buffer', (error, target) => {
        if (!error) entry.buffer = target;
        entry.filled = entry.buffer.length;
        finish(entry, error ? errnoOf(error) : undefined);
      });
      return;
    }
    entry.buffer = spareBuffers.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
    const {path, root, often = false, waitsFor} = entry.request;
    if (root !== undefined) {
      openInsideRoot(root, path, lines.get(entry.lock)?.known).then(
        (descriptor) => readFrom(entry, descriptor),
        (error) => finish(entry, errnoOf(error)),
      );
      return;
    }
    if (waitsFor?.from === 'read') {
      try {
        entry.file = files.open(path, often);
      } catch (error) {
        finish(entry, errnoOf(error));
        return;
      }
      readPiece(entry);
      return;
    }
    open(path, constants.O_RDONLY, (error, descriptor) => {
      if (error) finish(entry, errnoOf(error));
      else readFrom(entry, descriptor);
    });
  }

  function readFrom(entry: Entry, descriptor: number): void {
    entry.file = {descriptor, kept: false, users: 1};
    readPiece(entry);
  }

  function readPiece(entry: Entry): void {
    const {buffer, filled, file, request} = entry;
    const at = file?.kept ? filled : null;
    read(file?.descriptor ?? -1, buffer, filled, buffer.length - filled, at, (error, count) => {
      if (error) {
        finish(entry, errnoOf(error));
        return;
      }
      entry.filled += count;
      const enough = Math.min(request.limit ?? largestBytes, largestBytes);
      if (count === 0 || !request.inPieces || entry.filled >= enough || entry.hung) {
        finish(entry);
        return;
      }
      if (entry.filled === buffer.length) {
        entry.buffer = Buffer.concat([buffer], buffer.length * 2);
      }
      readPiece(entry);
    });
  }

  function finish(entry: Entry, errno?: string): void {
    if (entry.file) files.release(entry.file);
    if (errno !== undefined) files.forget(entry.request.path);
    if (entry.hung) {
      hung--;
      stuckLocks.delete(entry.lock);
    } else {
      underWay.delete(entry);
      const length = Math.min(entry.filled, entry.request.limit ?? entry.filled);
      answer(
        entry,
        errno === undefined ? entry.buffer.subarray(0, length) : undefined,
        errno ?? '',
      );
    }
    if (entry.buffer.length === bufferBytes) spareBuffers.push(entry.buffer);
    startNext();
    stopClock();
  }

  function look(): void {
    for (const entry of underWay) {
      const allowed = entry.request.patient ? looksAllowedPatient : looksAllowed;
      if (++entry.looks < allowed) continue;
      underWay.delete(entry);
      entry.hung = true;
      hung++;
      stuckLocks.add(entry.lock);
      const {waiting = []} = lines.get(entry.lock) ?? {};
      lines.delete(entry.lock);
      for (const {done} of [entry, ...waiting]) done(undefined, 'ETIMEDOUT');
    }
    startNext();
    stopClock();
  }

  function stopClock(): void {
    if (underWay.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  }

  return {
    start(request, done) {
      const shared = request.waitsFor?.name ?? request.path;
      // Nobody is to stand in line behind a read that takes seconds in good health.
      const lock = request.patient ? request.path : shared;
      if (stuckLocks.has(lock) || stuckLocks.has(shared)) {
        done(undefined, 'ETIMEDOUT');
        return;
      }
      const entry = {request, done, lock, buffer: noBytes, filled: 0, looks: 0, hung: false};
      const line = lines.get(lock);
      if (line) {
        line.waiting.push(entry);
        return;
      }
      lines.set(lock, {waiting: [], known: new Map()});
      queue.push(entry);
      startNext();
    },
    hang(request) {
      const lock = lockOf(request);
      stuckLocks.add(lock);
      return () => stuckLocks.delete(lock);
    },
    // Asked of every read, when hardly ever a lock is stuck: its name costs more than the answer.
    isStuck: (request) => stuckLocks.size > 0 && stuckLocks.has(lockOf(request)),
    get hung() {
      return hung;
    },
  };
}

/** Nobody is to stand in line behind a read that takes seconds in good health. */
function lockOf({patient, path, waitsFor}: ReadRequest): string {
  return patient ? path : (waitsFor?.name ?? path);
}
