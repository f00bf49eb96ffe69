import {constants, fstatSync, openSync, write} from 'node:fs';
import {statusOf} from '../../host/io/fileKind.js';
import {checkReplaceable, replaceFile} from '../../host/io/replaceFile.js';

/** Where samples are printed. */
export type Destination = {
  /** Resolves once the text is written; false: the reader has closed it. */
  write(text: string): Promise<boolean>;
};

/** Standard output, each text written before the next. Rejects when it cannot be written. */
export function standardOutput(): Destination {
  return descriptorOutput(standardOutputNumber, 'standard output');
}

/** Writes by file descriptor: Node's stream takes milliseconds to load. */
function descriptorOutput(descriptor: number, name: string): Destination {
  return {
    async write(text) {
      let left = Buffer.from(text);
      while (left.length > 0) {
        const {count, errno} = await writeSome(descriptor, left);
        if (errno === 'EPIPE') return false;
        // Another process that shares the pipe may have made it non-blocking.
        if (errno === 'EAGAIN') await new Promise((resolve) => setTimeout(resolve, fullPipeMs));
        else if (errno) throw new Error(`cannot write to ${name}: ${errno}.`);
        left = left.subarray(count);
      }
      return true;
    },
  };
}

const standardOutputNumber = 1;
const fullPipeMs = 5;

/** In a thread of the runtime, so that signals are handled while the reader is slow. */
function writeSome(descriptor: number, bytes: Buffer): Promise<{count: number; errno?: string}> {
  return new Promise((resolve) => {
    write(descriptor, bytes, (error, count) => {
      resolve(error ? {count: 0, errno: error.code ?? error.message} : {count});
    });
  });
}

/** Memory devices such as `/dev/null`. */
const memoryMajor = 1;

/** The terminal at standard output, with its current size; undefined for a file or a pipe. */
export function terminalAtOutput(): typeof process.stdout | undefined {
  const status = fstatSync(standardOutputNumber);
  const isTerminal = status.isCharacterDevice() && status.rdev >> 8 !== memoryMajor;
  return isTerminal ? process.stdout : undefined;
}

/**
 * A file that holds only the newest text, replaced atomically; a pipe, `/dev/null` or `/dev/stdout`
 * is written to instead. Rejects when it cannot be written; `check` does so before long work.
 */
export function newestIn(path: string): Destination & {check(): Promise<void>} {
  let stream: Promise<Destination | undefined> | undefined;
  const opened = () => {
    stream ??= openStream(path);
    return stream;
  };
  return {
    async check() {
      if (!(await opened())) await checkReplaceable(path);
    },
    async write(text) {
      const open = await opened();
      if (open) return open.write(text);
      await replaceFile(path, text);
      return true;
    },
  };
}

/** Undefined: a regular file, which is replaced. */
async function openStream(path: string): Promise<Destination | undefined> {
  const number = descriptorOf(path);
  if (number !== undefined) return descriptorOutput(number, path);
  const status = await statusOf(path).catch(() => undefined);
  const isSink = status?.isCharacterDevice() && sinks.has(status.rdev);
  if (!isSink && !status?.isFIFO()) return undefined;
  const {O_WRONLY, O_NONBLOCK, O_NOFOLLOW, O_NOCTTY} = constants;
  try {
    // Non-blocking: without a reader, opening a pipe fails instead of waiting.
    const descriptor = openSync(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
    return descriptorOutput(descriptor, path);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    const why = code === 'ENXIO' ? 'no process reads this pipe' : code;
    throw new Error(`cannot write to ${path}: ${why}.`);
  }
}

/** `/dev/null`, `/dev/zero`, `/dev/full`, `/dev/tty`: opening another device may have side effects. */
const sinks: ReadonlySet<number> = new Set([0x103, 0x105, 0x107, 0x500]);

/** The open file of this process that a path names, such as `/dev/fd/3`. */
function descriptorOf(path: string): number | undefined {
  const known = {'/dev/stdout': 1, '/dev/stderr': 2}[path];
  const digits = /^(?:\/dev\/fd|\/proc\/self\/fd)\/(\d{1,6})$/.exec(path)?.[1];
  return known ?? (digits === undefined ? undefined : Number(digits));
}
