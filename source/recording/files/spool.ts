import {type FileHandle, mkdtemp, open, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {constants, createGunzip} from 'node:zlib';
import {errnoOf} from '../../host/io/reader.js';
import {isForeignGzip, memberHeader} from '../gzip.js';
import {createSpoolLimits, SpoolEnd} from './spoolLimits.js';

/** What comes through a pipe, kept in a file without a name so that one can go back in it. */
export type Spool = {
  file: FileHandle;
  /** More may come. */
  readonly open: boolean;
  /** Why no more is taken, in a sentence; absent: all of it was, as far as it came. */
  readonly problem?: string | undefined;
};

/** Takes a stream in the background; what another program compressed is unpacked. */
export async function spool(stream: AsyncIterable<Buffer>): Promise<Spool> {
  const file = await namelessFile();
  let isOpen = true;
  let problem: string | undefined;
  copy(stream, file)
    .catch((error: unknown) => {
      // What came before a pipe broke, or before an archive was damaged, is all there is.
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
  const checks = createSpoolLimits(tmpdir());
  const chunks = stream[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await chunks.next();
  while (!next.done && head.length < memberHeader.length) {
    head = Buffer.concat([head, next.value]);
    next = await chunks.next();
  }
  async function* all() {
    checks.take(head.length);
    yield head;
    for (; !next.done; next = await chunks.next()) {
      checks.take(next.value.length);
      yield next.value;
    }
  }
  async function keep(pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      await checks.beforeKeeping(piece);
      await file.appendFile(piece);
    }
  }
  try {
    if (!isForeignGzip(head)) return await keep(all());
    // An archive that was cut off gives what there is of it.
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
    throw new Error(problemOf(error) ?? roomSentence(`cannot be written (${errnoOf(error)})`));
  }
}

function problemOf(error: unknown): string | undefined {
  if (error instanceof SpoolEnd) return error.message;
  const errno = errnoOf(error);
  const isFull = errno === 'ENOSPC' || errno === 'EDQUOT';
  return isFull ? roomSentence(`is full (${errno})`) : undefined;
}

function roomSentence(what: string): string {
  return `${tmpdir()}, where ksmtop stores what it unpacks or reads from a pipe, ${what}: set TMPDIR to a directory with more space.`;
}
