import {access, constants, readdir, readlinkSync} from 'node:fs';
import {isPassing} from '../../kernel/readFailure.js';
import {type ChildRead, createChildReads} from '../io/childReads.js';
import {createFileReader} from '../io/fileReader.js';
import {errnoOf, type Reader, type ReadRequest} from '../io/reader.js';
import type {ReadDone} from '../io/sentReads.js';
import {createSlices, type SliceRecord} from '../io/slices.js';

/** Reads the files of this machine. */
export type LocalReader = Reader & {
  /** Starts the child that will read the processes. */
  prepare(): void;
  /** Ends its children; the next read that may hang starts another. */
  endChildren(): void;
  /** Reads that still hang in the kernel, each in a child that was killed. */
  readonly hungReads: number;
  /** What was read since the last call. */
  takeEffort(): ReadingEffort;
  close(): void;
};

/** Files read, refused ones included, and their bytes. */
export type ReadingEffort = SliceRecord & {files: number; bytes: number};

type Read = {request: ReadRequest; done: ReadDone};

type Batch = {
  unanswered: number;
  resolve(): void;
  reject(error: unknown): void;
};

/** A message to a child and back costs as much as this many reads. */
const worthMessage = 64;

/**
 * Files that never hang are read here, in slices of a few milliseconds. Files that may hang, and
 * large batches, are read by children (see `io/childReads`): the event loop stays free for keys.
 */
export function createLocalReader(): LocalReader {
  const fileReader = createFileReader(false);
  const slices = createSlices();
  const children = createChildReads();
  let queue: Read[] = [];
  let head = 0;
  let files = 0;
  let bytesRead = 0;

  function readNext(): void {
    while (head < queue.length) {
      if (slices.spend()) {
        slices.later(readNext);
        return;
      }
      readHere(queue[head++] as Read);
    }
    queue = [];
    head = 0;
  }

  function readHere({request, done}: Read): void {
    let bytes: Buffer | undefined;
    let errno = '';
    try {
      bytes = request.kind === 'link' ? readLink(request.path) : fileReader.read(request);
    } catch (error) {
      errno = errnoOf(error);
    }
    done(bytes, errno);
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

  /** Files that cannot hang are read here if no child can read them. */
  function elseHere(request: ReadRequest, done: ReadDone): ReadDone {
    return (bytes, errno) => {
      if (isPassing(errno)) readHere({request, done});
      else done(bytes, errno);
    };
  }

  /** Has a child do one request; rejects with an error that has a `code`. */
  function requestOne(request: ChildRead['request']): Promise<string> {
    return new Promise((resolve, reject) => {
      const done: ReadDone = (bytes, errno) => {
        if (bytes) resolve(bytes.toString());
        else reject(Object.assign(new Error(`${errno}: ${request.path}`), {code: errno}));
      };
      children.read([{request, done}]);
    });
  }

  return {
    prepare: children.prepare,
    endChildren: children.close,
    async list(path, root) {
      if (root === undefined) return namesIn(path);
      const waitsFor = {name: `list of ${root}${path}`, from: 'open'} as const;
      const names = await requestOne({kind: 'list', path, root, waitsFor});
      return names === '' ? [] : names.split('\0');
    },
    read(requests) {
      if (requests.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const batch = {unanswered: requests.length, resolve, reject};
        const forChild: Read[] = [];
        const here: Read[] = [];
        const areMany = requests.length >= worthMessage && children.isReady;
        for (const request of requests) {
          const done: ReadDone = (bytes, errno) => answer(request, batch, bytes, errno);
          if (mayHang(request)) forChild.push({request, done});
          else if (areMany) forChild.push({request, done: elseHere(request, done)});
          else here.push({request, done});
        }
        if (forChild.length > 0) children.read(forChild);
        const isIdle = queue.length === 0;
        for (const read of here) queue.push(read);
        if (isIdle) readNext();
      });
    },
    holdSocket: (root, path, ownedBy) =>
      requestOne({
        ...{kind: 'socket', root, path},
        ...(ownedBy !== undefined && {ownedBy}),
        waitsFor: {name: `socket ${root}${path}`, from: 'open'},
      }),
    writeRefusal: (path) =>
      new Promise((resolve) => {
        access(path, constants.W_OK, (error) => resolve(error ? errnoOf(error) : undefined));
      }),
    forget(path) {
      fileReader.forget(path);
      children.forget(path);
    },
    get hungReads() {
      return children.hung;
    },
    takeEffort() {
      const effort = {files, bytes: bytesRead, ...slices.takeRecord()};
      files = 0;
      bytesRead = 0;
      return effort;
    },
    close() {
      fileReader.close();
      children.close();
    },
  };
}

function mayHang({waitsFor, root}: ReadRequest): boolean {
  return waitsFor !== undefined || root !== undefined;
}

/** `node:fs/promises` takes longer to load than a first sample takes to list. */
function namesIn(path: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    readdir(path, (error, names) => (error ? reject(error) : resolve(names)));
  });
}

function readLink(path: string): Buffer {
  return Buffer.from(readlinkSync(path));
}
