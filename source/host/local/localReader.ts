import {access, constants, readdir, readlinkSync} from 'node:fs';
import {isPassing} from '../../kernel/readFailure.js';
import {type ChildRead, createChildReads} from '../io/childReads.js';
import {createFileBuffer} from '../io/fileBuffer.js';
import {createKeptFiles} from '../io/keptFiles.js';
import {errnoOf, type Reader, type ReadRequest} from '../io/reader.js';
import type {Done} from '../io/readLane.js';
import {createSlices, type SliceRecord} from '../io/slices.js';

/** Reads the files of this machine. */
export type LocalReader = Reader & {
  /** Much will be read, soon. */
  prepare(): void;
  /** Reads that the kernel has not answered, each in a child that was killed. */
  readonly hungReads: number;
  /** What was read since the last call of this. */
  takeEffort(): ReadingEffort;
  close(): void;
};

/** What reading took: files asked for, refused ones among them, and the bytes they gave. */
export type ReadingEffort = SliceRecord & {files: number; bytes: number};

type Read = {request: ReadRequest; done: Done};

type Batch = {
  unanswered: number;
  resolve(): void;
  reject(error: unknown): void;
};

/** A message there and back costs as much as this many reads. */
const worthMessage = 64;

/**
 * Files that never wait are read at once, into one buffer used again and again. What may hang is
 * read by children, and so are many files at once: the event loop stays free for keys.
 */
export function createLocalReader(): LocalReader {
  const keptFiles = createKeptFiles();
  const slices = createSlices();
  const children = createChildReads();
  const buffer = createFileBuffer();
  let queue: Read[] = [];
  let head = 0;
  let files = 0;
  let bytesRead = 0;

  function readOn(): void {
    while (head < queue.length) {
      if (slices.spent()) {
        slices.later(readOn);
        return;
      }
      readAtOnce(queue[head++] as Read);
    }
    queue = [];
    head = 0;
  }

  function readAtOnce({request, done}: Read): void {
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

  function readFile(request: ReadRequest): Buffer {
    const file = keptFiles.open(request.path, request.often ?? false);
    try {
      return buffer.read(file.descriptor, request, file.kept);
    } finally {
      keptFiles.release(file);
    }
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

  /** What cannot hang needs no child where there can be none. */
  function elseAtOnce(request: ReadRequest, done: Done): Done {
    return (bytes, errno) => {
      if (isPassing(errno)) readAtOnce({request, done});
      else done(bytes, errno);
    };
  }

  /** Asks a child for one thing; rejects with an error that has a `code`. */
  function ask(request: ChildRead['request']): Promise<string> {
    return new Promise((resolve, reject) => {
      const done: Done = (bytes, errno) => {
        if (bytes) resolve(bytes.toString());
        else reject(Object.assign(new Error(`${errno}: ${request.path}`), {code: errno}));
      };
      children.read([{request, done}]);
    });
  }

  return {
    prepare: children.prepare,
    async list(path, root) {
      if (root === undefined) return namesIn(path);
      const waitsFor = {name: `list of ${root}${path}`, from: 'open'} as const;
      const names = await ask({kind: 'list', path, root, waitsFor});
      return names === '' ? [] : names.split('\0');
    },
    read(requests) {
      if (requests.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const batch = {unanswered: requests.length, resolve, reject};
        const forChild: Read[] = [];
        const atOnce: Read[] = [];
        const areMany = requests.length >= worthMessage && children.isReady;
        for (const request of requests) {
          const done: Done = (bytes, errno) => answer(request, batch, bytes, errno);
          if (mayHang(request)) forChild.push({request, done});
          else if (areMany) forChild.push({request, done: elseAtOnce(request, done)});
          else atOnce.push({request, done});
        }
        if (forChild.length > 0) children.read(forChild);
        const isIdle = queue.length === 0;
        for (const read of atOnce) queue.push(read);
        if (isIdle) readOn();
      });
    },
    holdSocket: (root, path, ownedBy) =>
      ask({
        ...{kind: 'socket', root, path},
        ...(ownedBy !== undefined && {ownedBy}),
        waitsFor: {name: `socket ${root}${path}`, from: 'open'},
      }),
    writeRefusal: (path) =>
      new Promise((resolve) => {
        access(path, constants.W_OK, (error) => resolve(error ? errnoOf(error) : undefined));
      }),
    forget(path) {
      keptFiles.forget(path);
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
      keptFiles.end();
      children.close();
    },
  };
}

function mayHang({waitsFor, root}: ReadRequest): boolean {
  return waitsFor !== undefined || root !== undefined;
}

/** Node's own promises of this take longer to load than a first sample takes to list. */
function namesIn(path: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    readdir(path, (error, names) => (error ? reject(error) : resolve(names)));
  });
}

function readLink(path: string): Buffer {
  return Buffer.from(readlinkSync(path));
}
