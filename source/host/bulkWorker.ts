import type * as fileSystem from 'node:fs';
import type * as threads from 'node:worker_threads';

/** Files to read, one after another. */
export type BulkTask = {
  /**
   * Their paths, behind a mark each, with zero bytes between them: one text is copied into another
   * thread in a tenth of the time that hundreds take.
   */
  paths: string;
  /** Need not be kept open any more. */
  forgotten: readonly string[];
};

/** The first `count` files of the task were read; there was no room for the others. */
export type BulkResult = {count: number; refusals: ReadonlyArray<readonly [number, string]>};

/** Memory that the program and its thread share. */
export type BulkMemory = {
  /** See `place`; behind that, the length of each file, -1 for a refusal. */
  header: SharedArrayBuffer;
  /** The files, one after the other. */
  data: SharedArrayBuffer;
};

/** What stands in front of a path. */
export const mark = {
  /** Worth keeping open. */
  often: '+',
  once: '-',
} as const;

/** Places in the header. */
export const place = {
  /** Counts on with every file: a thread that hangs stands still. */
  progress: 0,
  /** Not 0: nobody waits any more, and the thread is to end. */
  abandoned: 1,
  lengths: 2,
} as const;

/** Each message wakes a thread up, which costs as much as ten files: few large ones are best. */
export const largestTask = 1024;
/** A file of one piece is no larger. */
export const largestFile = 16_384;
export const dataBytes = 16 * largestFile;

/**
 * Runs in a thread of its own, from its text alone, so that it comes with the program in one file:
 * it must use nothing from outside of it.
 */
function work(fs: typeof fileSystem, {parentPort, workerData}: typeof threads): void {
  const {memory, most, room, at, keepMark} = workerData as BulkWorkerData;
  const header = new Int32Array(memory.header);
  const data = new Uint8Array(memory.data);
  const kept = new Map<string, number>();
  Error.stackTraceLimit = 0;

  function forget(path: string): void {
    const descriptor = kept.get(path);
    if (descriptor === undefined) return;
    kept.delete(path);
    fs.closeSync(descriptor);
  }

  function read(path: string, often: boolean, offset: number): number {
    const known = often ? kept.get(path) : undefined;
    const descriptor = known ?? fs.openSync(path, fs.constants.O_RDONLY);
    const keep = known !== undefined || (often && kept.size < most);
    if (keep) kept.set(path, descriptor);
    try {
      return fs.readSync(descriptor, data, offset, room, keep ? 0 : null);
    } finally {
      if (!keep) fs.closeSync(descriptor);
    }
  }

  parentPort?.on('message', (task: BulkTask) => {
    for (const path of task.forgotten) forget(path);
    const paths = task.paths === '' ? [] : task.paths.split('\0');
    const refusals: Array<[number, string]> = [];
    let count = 0;
    for (let filled = 0; count < paths.length && data.length - filled >= room; count++) {
      const marked = paths[count] as string;
      const path = marked.slice(1);
      Atomics.add(header, at.progress, 1);
      try {
        const length = read(path, marked[0] === keepMark, filled);
        header[at.lengths + count] = length;
        filled += length;
      } catch (error) {
        forget(path);
        header[at.lengths + count] = -1;
        refusals.push([count, (error as NodeJS.ErrnoException).code ?? 'EIO']);
      }
    }
    if (Atomics.load(header, at.abandoned) === 0) {
      parentPort?.postMessage({count, refusals} satisfies BulkResult);
      return;
    }
    for (const path of [...kept.keys()]) forget(path);
    parentPort?.close();
  });
}

export type BulkWorkerData = {
  memory: BulkMemory;
  /** So many files are kept open. */
  most: number;
  room: number;
  at: typeof place;
  keepMark: string;
};

export const bulkWorkerText = `(${String(work)})(require('node:fs'), require('node:worker_threads'))`;
