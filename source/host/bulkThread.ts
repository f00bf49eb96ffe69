import {Worker} from 'node:worker_threads';
import type {BulkRead} from './bulkReads.js';
import {
  type BulkResult,
  type BulkTask,
  type BulkWorkerData,
  bulkWorkerText,
  dataBytes,
  largestFile,
  largestTask,
  mark,
  place,
} from './bulkWorker.js';
import {mostKeptFiles} from './keptFiles.js';
import {lookEveryMs, looksAllowed} from './waitingReads.js';

/** The program's end of the thread that reads in bulk. */
export type BulkThread = {
  /** False while it is still starting. */
  start(reads: readonly BulkRead[]): boolean;
  forget(path: string): void;
  /** Lets it go, and its open files with it, when it has nothing to do; tells whether that is so. */
  retire(): boolean;
  end(): void;
};

export type BulkThreadEvents = {
  /**
   * This read hangs, and the thread is no more of use; what is returned is called when it has come
   * back. The others were not answered.
   */
  hang(read: BulkRead, rest: readonly BulkRead[]): () => void;
  /** There can be no such thread here. */
  fail(rest: readonly BulkRead[]): void;
};

export function createBulkThread(events: BulkThreadEvents): BulkThread {
  const memory = {
    header: new SharedArrayBuffer(4 * (place.lengths + largestTask)),
    data: new SharedArrayBuffer(dataBytes),
  };
  const header = new Int32Array(memory.header);
  const data = new Uint8Array(memory.data);
  const lent = Buffer.allocUnsafeSlow(dataBytes);
  const workerData: BulkWorkerData = {
    memory,
    most: mostKeptFiles,
    room: largestFile,
    at: place,
    keepMark: mark.often,
  };
  const worker = new Worker(bulkWorkerText, {
    eval: true,
    workerData,
    trackUnmanagedFds: false,
    resourceLimits: {maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16},
  });
  const queue: BulkRead[] = [];
  let task: BulkRead[] = [];
  let forgotten: string[] = [];
  let isReady = false;
  let clock: NodeJS.Timeout | undefined;
  /** Files begun before this task, and at the last look. */
  let before = 0;
  let seen = 0;
  let looks = 0;
  let comeBack: (() => void) | undefined;

  function next(): void {
    task = queue.splice(0, largestTask);
    if (task.length === 0) {
      worker.unref();
      clearInterval(clock);
      clock = undefined;
      return;
    }
    worker.ref();
    clock ??= setInterval(look, lookEveryMs);
    before = Atomics.load(header, place.progress);
    looks = 0;
    const message: BulkTask = {
      paths: task
        .map(({request: {path, often}}) => (often ? mark.often : mark.once) + path)
        .join('\0'),
      forgotten,
    };
    forgotten = [];
    worker.postMessage(message);
  }

  function take({count, refusals}: BulkResult): void {
    const lengths = header.slice(place.lengths, place.lengths + count);
    const filled = lengths.reduce((sum, length) => sum + Math.max(0, length), 0);
    lent.set(data.subarray(0, filled));
    const errnos = new Map(refusals);
    const done = task.splice(0, count);
    queue.unshift(...task);
    // The thread goes on while what it has read is looked at.
    next();
    let offset = 0;
    // By index: an iterator would make two objects for each file.
    for (let index = 0; index < done.length; index++) {
      const {request, done: answer} = done[index] as BulkRead;
      const length = lengths[index] ?? 0;
      if (length < 0) {
        answer(undefined, errnos.get(index) ?? 'EIO');
        continue;
      }
      answer(lent.subarray(offset, offset + Math.min(length, request.limit ?? length)), '');
      offset += length;
    }
  }

  /** Counted in looks, not by the clock: after a pause of the whole program nothing is blamed. */
  function look(): void {
    const progress = Atomics.load(header, place.progress);
    looks = progress === seen ? looks + 1 : 0;
    seen = progress;
    const stuck = task[progress - before - 1];
    if (looks < looksAllowed || !stuck) return;
    Atomics.store(header, place.abandoned, 1);
    comeBack = events.hang(
      stuck,
      abandon().filter((read) => read !== stuck),
    );
  }

  /** What was not answered yet. */
  function abandon(): BulkRead[] {
    clearInterval(clock);
    worker.unref();
    return [...task.splice(0), ...queue.splice(0)];
  }

  worker.unref();
  worker.on('online', () => {
    isReady = true;
  });
  worker.on('message', (result: BulkResult) => {
    if (comeBack) void worker.terminate();
    else take(result);
  });
  worker.on('error', () => {
    if (!comeBack) events.fail(abandon());
  });
  worker.on('exit', () => comeBack?.());
  return {
    start(reads) {
      if (!isReady) return false;
      queue.push(...reads);
      if (task.length === 0) next();
      return true;
    },
    forget(path) {
      forgotten.push(path);
    },
    retire() {
      if (task.length > 0) return false;
      Atomics.store(header, place.abandoned, 1);
      worker.postMessage({paths: '', forgotten: []} satisfies BulkTask);
      return true;
    },
    end() {
      if (task.length === 0) void worker.terminate();
    },
  };
}
