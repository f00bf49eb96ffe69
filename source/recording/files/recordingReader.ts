import {constants} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {isatty} from 'node:tty';
import {errnoOf} from '../../host/io/reader.js';
import {whyUnreadable} from '../../host/io/whyUnreadable.js';
import {findMembers, isForeignGzip, memberHeader, unpackMember} from '../gzip.js';
import type {SegmentSource} from '../segments/segmentSource.js';
import {findHeaders} from '../segments/segments.js';
import {pipeBytes} from './pipeBytes.js';
import {type Spool, spool} from './spool.js';

/** A recording in a file, or coming through a pipe. */
export type RecordingReader = SegmentSource & {
  /** Finds what was written since the last call. */
  refresh(): Promise<void>;
  /** Whether it arrives through a pipe that is still open. */
  readonly open: boolean;
  /** Why only part of it could be read, in a sentence; absent: no such reason is known. */
  readonly problem?: string | undefined;
  /** Time since it last grew. */
  readonly quietMs: number;
  close(): Promise<void>;
};

/** Opens a recorded file, or standard input (`-`). Rejects with a sentence. */
export async function openRecording(path: string): Promise<RecordingReader> {
  if (path === '-') return readerOf(await spool(process.stdin));
  const file = await openFile(path);
  const head = Buffer.alloc(memberHeader.length);
  if ((await file.stat()).isFIFO()) return readerOf(await spoolFrom(file, pipeBytes(file, path)));
  const {bytesRead} = await file.read(head, 0, head.length, 0).catch(async (error) => {
    await file.close();
    return refuse(path, error);
  });
  if (!isForeignGzip(head.subarray(0, bytesRead))) return readerOf({file, open: false});
  return readerOf(await spoolFrom(file, file.createReadStream({start: 0})));
}

async function spoolFrom(file: FileHandle, bytes: AsyncIterable<Buffer>): Promise<Spool> {
  try {
    return await spool(bytes);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Without waiting for a writer of a pipe.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await file.stat();
    if (status.isFile() || status.isFIFO()) return file;
    const code = status.isDirectory() ? 'EISDIR' : isatty(file.fd) ? 'TTY' : 'DEVICE';
    await file.close();
    throw Object.assign(new Error(), {code});
  } catch (error) {
    return refuse(path, error);
  }
}

function refuse(path: string, error: unknown): never {
  const errno = errnoOf(error);
  throw new Error(`cannot read ${path}: ${reasons[errno] ?? whyUnreadable(errno)}.`);
}

const reasons: Readonly<Record<string, string>> = {
  TTY: 'it is a terminal',
  DEVICE: 'it is a device, not a file',
  EACCES: 'only the user who recorded it may read it (EACCES)',
};

const chunkBytes = 2 ** 20;
/** A segment of ten thousand processes is smaller. */
const largestSegmentBytes = 2 ** 28;
/** Each has at least a minute, or six seconds at the shortest interval: this is months. */
const mostSegments = 2 ** 20;

async function readerOf(origin: Spool | {file: FileHandle; open: false}): Promise<RecordingReader> {
  const {file} = origin;
  const offsets: number[] = [];
  /** Decided by the first segment found. */
  let isCompressed: boolean | undefined;
  let size = 0;
  let searched = 0;
  let grownMs = performance.now();
  const chunk = Buffer.allocUnsafe(chunkBytes);

  async function search(): Promise<void> {
    const {bytesRead} = await file.read(chunk, 0, chunk.length, searched);
    const bytes = chunk.subarray(0, bytesRead);
    const members = isCompressed === false ? undefined : findMembers(bytes);
    const headers = isCompressed === true ? undefined : findHeaders(bytes);
    isCompressed ??= members?.offsets.length ? true : headers?.offsets.length ? false : undefined;
    const found = isCompressed ? members : headers;
    for (const offset of found?.offsets ?? []) {
      if (offsets.length < mostSegments) offsets.push(searched + offset);
    }
    searched += found?.end ?? 0;
  }

  async function refresh(): Promise<void> {
    const stat = await file.stat();
    if (stat.size !== size) grownMs = performance.now() - Math.max(0, Date.now() - stat.mtimeMs);
    size = stat.size;
    for (let before = -1; searched > before && searched < size; ) {
      before = searched;
      await search();
    }
  }

  const sizeOf = (segment: number) =>
    Math.max(0, (offsets[segment + 1] ?? size) - (offsets[segment] ?? size));

  async function readUpTo(segment: number, length: number): Promise<Buffer> {
    if (length > largestSegmentBytes) throw new Error('The segment is too large.');
    const bytes = Buffer.allocUnsafe(length);
    const {bytesRead} = await file.read(bytes, 0, length, offsets[segment]);
    const read = bytes.subarray(0, bytesRead);
    return isCompressed ? unpackMember(read) : read;
  }

  await refresh();
  return {
    get count() {
      return offsets.length;
    },
    sizeOf,
    read: (segment) => readUpTo(segment, sizeOf(segment)),
    readStart: (segment, bytes) => readUpTo(segment, Math.min(bytes, sizeOf(segment))),
    refresh,
    get open() {
      return origin.open;
    },
    get problem() {
      return 'problem' in origin ? origin.problem : undefined;
    },
    get quietMs() {
      return performance.now() - grownMs;
    },
    close: () => file.close(),
  };
}
