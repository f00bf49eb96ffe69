import {type BulkThread, createBulkThread} from './bulkThread.js';
import type {ReadRequest} from './reader.js';
import type {Done} from './waitingReads.js';

/**
 * Reads many small files in a thread of its own, one after another: on a host of thousands of
 * processes that costs a third of the threads of the runtime, which take each file by itself, and
 * keeps the event loop free for keys. A file that hangs leaves the thread behind with it.
 */
export type BulkReads = {
  /** Takes the reads, or says that they must go another way: they are few, or no thread is there. */
  start(reads: readonly BulkRead[]): boolean;
  forget(path: string): void;
  /** Threads left behind that the kernel has not answered. */
  readonly hung: number;
  end(): void;
};

export type BulkRead = {request: ReadRequest; done: Done};

/** What becomes of reads that the thread cannot do. */
export type Otherwise = {
  /** Reads them another way. */
  start(reads: readonly BulkRead[]): void;
  /** The read hangs; what is returned is called when it has come back. */
  hang(read: BulkRead): () => void;
};

/** Where a thread is worth its 20 MB: some 1,600 processes at one sample a second … */
const readsForThread = 400;
/** … that stay: so many times in a row. A storm of processes ends with one or two. */
const timesForThread = 4;
/** With it there: a message there and back costs as much as so many reads that wait for nobody … */
const readsWithThread = 64;
/** … or as so many that would wait in the threads of the runtime. */
const waitsWithThread = 16;
const mostHung = 2;
/** After a storm of processes its memory is given back. */
const idleMs = 30_000;

/** One read gives all of it, soon. */
export function isForBulk({kind, root, inPieces, patient, waitsFor}: ReadRequest): boolean {
  const isPlain = kind !== 'link' && root === undefined && !inPieces && !patient;
  return isPlain && waitsFor?.from !== 'open';
}

function isWorthMessage(reads: readonly BulkRead[]): boolean {
  if (reads.length >= readsWithThread) return true;
  return reads.filter(({request}) => request.waitsFor).length >= waitsWithThread;
}

export function createBulkReads(otherwise: Otherwise): BulkReads {
  let thread: BulkThread | undefined;
  let neededMs = Number.NEGATIVE_INFINITY;
  let timesNeeded = 0;
  let hung = 0;
  let isBroken = false;
  let ended = false;

  function open(): void {
    thread = createBulkThread({
      hang(read, rest) {
        thread = undefined;
        hung++;
        const comeBack = otherwise.hang(read);
        otherwise.start(rest);
        return () => {
          hung--;
          comeBack();
        };
      },
      fail(rest) {
        isBroken = true;
        thread = undefined;
        otherwise.start(rest);
      },
    });
  }

  return {
    start(reads) {
      const nowMs = performance.now();
      const isIdle = nowMs - neededMs > idleMs;
      if (reads.length >= readsForThread) {
        timesNeeded = isIdle ? 1 : timesNeeded + 1;
        neededMs = nowMs;
      } else if (isIdle && thread?.retire()) {
        thread = undefined;
      }
      if (thread) return isWorthMessage(reads) && thread.start(reads);
      const isNeeded = neededMs === nowMs && timesNeeded >= timesForThread;
      if (isNeeded && hung < mostHung && !isBroken && !ended) open();
      return false;
    },
    forget: (path) => thread?.forget(path),
    get hung() {
      return hung;
    },
    end() {
      ended = true;
      thread?.end();
      thread = undefined;
    },
  };
}
