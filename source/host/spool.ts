import {type FileHandle, mkdtemp, open, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {constants, createGunzip} from 'node:zlib';
import {isForeignGzip, memberHeader} from '../recording/gzip.js';

/** What comes through a pipe, kept in a file without a name so that one can go back in it. */
export type Spool = {
  file: FileHandle;
  /** More may come. */
  readonly open: boolean;
};

/** Takes a stream in the background; what another program compressed is unpacked. */
export async function spool(stream: Readable): Promise<Spool> {
  const file = await namelessFile();
  let isOpen = true;
  copy(stream, file)
    // What came before a pipe broke is all there is.
    .catch(() => {})
    .finally(() => {
      isOpen = false;
    });
  return {
    file,
    get open() {
      return isOpen;
    },
  };
}

async function copy(stream: Readable, file: FileHandle): Promise<void> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  let next = await chunks.next();
  while (!next.done && head.length < memberHeader.length) {
    head = Buffer.concat([head, next.value]);
    next = await chunks.next();
  }
  async function* all() {
    yield head;
    for (; !next.done; next = await chunks.next()) yield next.value;
  }
  async function keep(pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) await file.appendFile(piece);
  }
  if (!isForeignGzip(head)) return keep(all());
  // An archive that was cut off gives what there is of it.
  const unpacking = createGunzip({finishFlush: constants.Z_SYNC_FLUSH});
  await pipeline(Readable.from(all()), unpacking, keep);
}

async function namelessFile(): Promise<FileHandle> {
  const directory = await mkdtemp(join(tmpdir(), 'ksmtop-'));
  try {
    return await open(join(directory, 'recording'), 'wx+', 0o600);
  } finally {
    await rm(directory, {recursive: true});
  }
}
