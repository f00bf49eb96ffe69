import {access, constants, readdir, readlinkSync, readSync} from 'node:fs';
import {type BulkRead, createBulkReads, isForBulk} from './bulkReads.js';
import {findInsideRoot} from './insideRoot.js';
import {createKeptFiles, type OpenFile} from './keptFiles.js';
import {errnoOf, type Reader, type ReadRequest} from './reader.js';
import {createSlices, type SliceRecord} from './slices.js';
import {raiseThreadPool} from './threadPool.js';
import {createWaitingReads, type Done} from './waitingReads.js';

/** Reads the files of this machine. */
export type LocalReader = Reader & {
  /** Reads that the kernel has not answered; each holds a thread that cannot be ended. */
  readonly hungReads: number;
  /** What was read since the last call of this. */
  takeEffort(): ReadingEffort;
  close(): void;
};

/** What reading took: files asked for, refused ones among them, and the bytes they gave. */
export type ReadingEffort = SliceRecord & {files: number; bytes: number};

type Batch = {
  unanswered: number;
  resolve(): void;
  reject(error: unknown): void;
};

/**
 * Files that wait for nobody are read at once, into one buffer used again and again: three times
 * cheaper than asynchronous calls. The others go through the threads of the runtime.
 */
export function createLocalReader(): LocalReader {
  const keptFiles = createKeptFiles();
  const slices = createSlices();
  const waitingReads = createWaitingReads(raiseThreadPool(), keptFiles, slices);
  const bulkReads = createBulkReads({
    start: startEach,
    hang({request, done}) {
      done(undefined, 'ETIMEDOUT');
      return waitingReads.hang(request);
    },
  });
  let buffer = Buffer.allocUnsafeSlow(65_536);
  let queue: BulkRead[] = [];
  let head = 0;
  let files = 0;
  let bytesRead = 0;

  function readOn(): void {
    while (head < queue.length) {
      if (slices.spent()) {
        slices.later(readOn);
        return;
      }
      readAtOnce(queue[head++] as BulkRead);
    }
    queue = [];
    head = 0;
  }

  /** One by one: here what waits for nobody, in the threads of the runtime what may wait. */
  function startEach(reads: readonly BulkRead[]): void {
    const idle = queue.length === 0;
    for (const read of reads) {
      if (!read.request.waitsFor) queue.push(read);
      // These proceed in their threads while this one works.
      else waitingReads.start(read.request, read.done);
    }
    if (idle) readOn();
  }

  function readAtOnce({request, done}: BulkRead): void {
    let bytes: Buffer | undefined;
    let errno = '';
    try {
      bytes = request.kind === 'link' ? readLink(request.path) : readFile(request);
    } catch (error) {
      errno = errnoOf(error);
      keptFiles.forget(request.path);
    }
    done(bytes, errno);
  }

  function readFile({
    path,
    often = false,
    inPieces,
    limit = Number.POSITIVE_INFINITY,
  }: ReadRequest) {
    const file = keptFiles.open(path, often);
    try {
      let filled = readPiece(file, 0);
      for (let count = filled; inPieces && count > 0 && filled < limit; filled += count) {
        count = readPiece(file, filled);
      }
      return buffer.subarray(0, Math.min(filled, limit));
    } finally {
      keptFiles.release(file);
    }
  }

  function readPiece({descriptor, kept}: OpenFile, filled: number): number {
    if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * filled);
    return readSync(descriptor, buffer, filled, buffer.length - filled, kept ? filled : null);
  }

  function answer(
    request: ReadRequest,
    batch: Batch,
    bytes: Buffer | undefined,
    errno: string,
  ): void {
    files++;
    bytesRead += bytes?.length ?? 0;
    try {
      if (bytes) request.take(bytes);
      else request.fail?.(errno);
    } catch (error) {
      batch.reject(error);
    }
    batch.unanswered--;
    if (batch.unanswered === 0) batch.resolve();
  }

  return {
    list: async (path, root) => namesIn(root === undefined ? path : await place(root, path)),
    read(requests) {
      if (requests.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const batch = {unanswered: requests.length, resolve, reject};
        const bulk: BulkRead[] = [];
        const others: BulkRead[] = [];
        for (const request of requests) {
          const done: Done = (bytes, errno) => answer(request, batch, bytes, errno);
          if (waitingReads.isStuck(request)) done(undefined, 'ETIMEDOUT');
          else (isForBulk(request) ? bulk : others).push({request, done});
        }
        if (bulkReads.start(bulk)) startEach(others);
        else startEach([...bulk, ...others]);
      });
    },
    writeRefusal: (path) =>
      new Promise((resolve) => {
        access(path, constants.W_OK, (error) => resolve(error ? errnoOf(error) : undefined));
      }),
    forget(path) {
      keptFiles.forget(path);
      bulkReads.forget(path);
    },
    get hungReads() {
      return waitingReads.hung + bulkReads.hung;
    },
    takeEffort() {
      const effort = {files, bytes: bytesRead, ...slices.takeRecord()};
      files = 0;
      bytesRead = 0;
      return effort;
    },
    close() {
      keptFiles.end();
      bulkReads.end();
    },
  };
}

/** Node's own promises of this take longer to load than a first sample takes to list. */
function namesIn(path: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    readdir(path, (error, names) => (error ? reject(error) : resolve(names)));
  });
}

async function place(root: string, path: string): Promise<string> {
  const found = await findInsideRoot(root, path);
  if (found === undefined) throw Object.assign(new Error(path), {code: 'ENOENT'});
  return found;
}

function readLink(path: string): Buffer {
  return Buffer.from(readlinkSync(path));
}
