import {constants, fstatSync, openSync, write} from 'node:fs';
import {statusOf} from '../../host/io/fileKind.js';
import {replaceFile} from '../../host/io/replaceFile.js';

/** Where samples are printed to. */
export type Destination = {
  /** Returns when the text is out; false: nobody reads it any more. */
  write(text: string): Promise<boolean>;
};

/** Standard output, each text out before the next one. Throws a sentence when it cannot be written. */
export function standardOutput(): Destination {
  return descriptorOutput(standardOutputNumber, 'standard output');
}

/** Writes to an open file by its number: Node's stream for it takes milliseconds to load. */
function descriptorOutput(descriptor: number, name: string): Destination {
  return {
    async write(text) {
      let left = Buffer.from(text);
      while (left.length > 0) {
        const {count, errno} = await writeSome(descriptor, left);
        if (errno === 'EPIPE') return false;
        // Whoever shares the pipe may have asked for that.
        if (errno === 'EAGAIN') await new Promise((resolve) => setTimeout(resolve, fullPipeMs));
        else if (errno) throw new Error(`${name} cannot be written: ${errno}.`);
        left = left.subarray(count);
      }
      return true;
    },
  };
}

const standardOutputNumber = 1;
const fullPipeMs = 5;

/** In a thread of the runtime: a reader that takes its time keeps no signal from being heard. */
function writeSome(descriptor: number, bytes: Buffer): Promise<{count: number; errno?: string}> {
  return new Promise((resolve) => {
    write(descriptor, bytes, (error, count) => {
      resolve(error ? {count: 0, errno: error.code ?? error.message} : {count});
    });
  });
}

/** Memory devices such as `/dev/null`. */
const memoryMajor = 1;

/** The terminal that standard output may be, with its size now; absent: it is a file or a pipe. */
export function terminalAtOutput(): typeof process.stdout | undefined {
  const status = fstatSync(standardOutputNumber);
  const isTerminal = status.isCharacterDevice() && status.rdev >> 8 !== memoryMajor;
  return isTerminal ? process.stdout : undefined;
}

/**
 * A file that holds the newest text alone; a pipe, `/dev/null` or `/dev/stdout` takes each text, and
 * stays what it is. Throws a sentence when it cannot be written.
 */
export function newestIn(path: string): Destination {
  let stream: Promise<Destination | undefined> | undefined;
  return {
    async write(text) {
      stream ??= openStream(path);
      const open = await stream;
      if (open) return open.write(text);
      await replaceFile(path, text);
      return true;
    },
  };
}

/** Absent: it is to be replaced as a whole. */
async function openStream(path: string): Promise<Destination | undefined> {
  const number = descriptorOf(path);
  if (number !== undefined) return descriptorOutput(number, path);
  const status = await statusOf(path).catch(() => undefined);
  const isSink = status?.isCharacterDevice() && sinks.has(status.rdev);
  if (!isSink && !status?.isFIFO()) return undefined;
  const {O_WRONLY, O_NONBLOCK, O_NOFOLLOW, O_NOCTTY} = constants;
  try {
    // It never waits: without a reader of the pipe it fails.
    const descriptor = openSync(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
    return descriptorOutput(descriptor, path);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    const why = code === 'ENXIO' ? 'it is a pipe without a reader' : code;
    throw new Error(`${path} cannot be written: ${why}.`);
  }
}

/** `/dev/null`, `/dev/zero`, `/dev/full` and `/dev/tty`: to open another device may start something. */
const sinks: ReadonlySet<number> = new Set([0x103, 0x105, 0x107, 0x500]);

/** An open file of this process that a path names; absent: it names none. */
function descriptorOf(path: string): number | undefined {
  const known = {'/dev/stdout': 1, '/dev/stderr': 2}[path];
  const digits = /^(?:\/dev\/fd|\/proc\/self\/fd)\/(\d{1,6})$/.exec(path)?.[1];
  return known ?? (digits === undefined ? undefined : Number(digits));
}
