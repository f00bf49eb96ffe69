import {type FileHandle, mkdtemp, open, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {constants, createGunzip} from 'node:zlib';
import {errnoOf} from '../../host/io/reader.js';
import {isForeignGzip, memberHeader} from '../gzip.js';
import {createSpoolLimits, SpoolEnd} from './spoolLimits.js';

/** The bytes of a pipe, stored in an unnamed file so that a replay can go back. */
export type Spool = {
  file: FileHandle;
  /** Whether more may come. */
  readonly open: boolean;
  /** Why no more was stored, in a sentence; absent: all that came was. */
  readonly problem?: string | undefined;
};

/** Stores a stream in the background; unpacks what another program compressed. */
export async function spool(stream: AsyncIterable<Buffer>): Promise<Spool> {
  const file = await namelessFile();
  let isOpen = true;
  let problem: string | undefined;
  copy(stream, file)
    .catch((error: unknown) => {
      // What came before a pipe broke or an archive was damaged is used.
      problem = problemOf(error);
    })
    .finally(() => {
      isOpen = false;
    });
  return {
    file,
    get open() {
      return isOpen;
    },
    get problem() {
      return problem;
    },
  };
}

async function copy(stream: AsyncIterable<Buffer>, file: FileHandle): Promise<void> {
  const limits = createSpoolLimits(tmpdir());
  const chunks = stream[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await chunks.next();
  while (!next.done && head.length < memberHeader.length) {
    head = Buffer.concat([head, next.value]);
    next = await chunks.next();
  }
  async function* all() {
    limits.take(head.length);
    yield head;
    for (; !next.done; next = await chunks.next()) {
      limits.take(next.value.length);
      yield next.value;
    }
  }
  async function keep(pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      await limits.beforeKeeping(piece);
      await file.appendFile(piece);
    }
  }
  try {
    if (!isForeignGzip(head)) return await keep(all());
    // A truncated archive is unpacked as far as it goes.
    const unpacking = createGunzip({finishFlush: constants.Z_SYNC_FLUSH});
    await pipeline(Readable.from(all()), unpacking, keep);
  } finally {
    await chunks.return?.();
  }
}

async function namelessFile(): Promise<FileHandle> {
  try {
    const directory = await mkdtemp(join(tmpdir(), 'ksmtop-'));
    try {
      return await open(join(directory, 'recording'), 'wx+', 0o600);
    } finally {
      await rm(directory, {recursive: true});
    }
  } catch (error) {
    throw new Error(problemOf(error) ?? spaceSentence(`cannot be written (${errnoOf(error)})`));
  }
}

function problemOf(error: unknown): string | undefined {
  if (error instanceof SpoolEnd) return error.message;
  const errno = errnoOf(error);
  const isFull = errno === 'ENOSPC' || errno === 'EDQUOT';
  return isFull ? spaceSentence(`is full (${errno})`) : undefined;
}

function spaceSentence(what: string): string {
  return `${tmpdir()}, where ksmtop stores what it unpacks or reads from a pipe, ${what}: set TMPDIR to a directory with more space.`;
}
