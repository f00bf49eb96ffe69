import {open, readFile} from 'node:fs/promises';
import {parseParameter} from '../../kernel/ksm/ksmFiles.js';
import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {Sample} from '../../model/sample/sample.js';
import type {Write} from '../../model/tuning/writeOrder.js';
import type {WriteOutcome} from '../host.js';
import {errnoOf} from '../io/reader.js';
import {writeThroughChild} from './writeThroughChild.js';

/** Writes parameters one after another: each may wait for ksmd, for up to a minute. */
export type Writer = {
  write(name: ParameterName, value: string): Promise<WriteOutcome>;
  /** These may have been written on behalf of ksmtop. */
  assume(writes: readonly Write[]): void;
  /** The values written to each parameter since the last call, after the last one before it. */
  takeOwnWrites(): Sample['ownWrites'];
};

/** Writes to the KSM files of this machine. */
export function createWriter(directory: string): Writer {
  return createWriteQueue((name, value) => writeParameter(`${directory}/${name}`, name, value));
}

/** Starts each write when the previous one has its answer, and remembers the values. */
export function createWriteQueue(writeParameter: Writer['write']): Writer {
  let last: Promise<unknown> = Promise.resolve();
  const written = new Map<ParameterName, readonly string[]>();
  const note = (name: ParameterName, value: string) =>
    written.set(name, [...(written.get(name) ?? []), value]);
  return {
    assume(writes) {
      for (const {name, to} of writes) note(name, to);
    },
    write(name, value) {
      const outcome = last.then(() => {
        note(name, value);
        return writeParameter(name, value);
      });
      // The next write follows even if this one fails.
      last = outcome.catch(() => undefined);
      return outcome;
    },
    takeOwnWrites() {
      if (written.size === 0) return undefined;
      const taken = Object.fromEntries(written);
      for (const [name, values] of written) written.set(name, values.slice(-1));
      return taken;
    },
  };
}

async function writeParameter(
  path: string,
  name: ParameterName,
  value: string,
): Promise<WriteOutcome> {
  const startMs = performance.now();
  const errno = await writeFile(path, value, name === 'run' && value === '2');
  const elapsedSeconds = (performance.now() - startMs) / 1000;
  const text = await readFile(path, 'utf8').catch(() => '');
  const held = parseParameter(name, text);
  return {
    ...(errno !== undefined && {errno}),
    ...(held !== undefined && {value: held}),
    elapsedSeconds,
  };
}

/** The errno of the kernel; absent: it accepted the value. */
async function writeFile(
  path: string,
  value: string,
  unmerges: boolean,
): Promise<string | undefined> {
  try {
    // Without O_CREAT, a parameter that this kernel lacks gives ENOENT, not EACCES.
    const file = await open(path, 'r+');
    try {
      if (unmerges) return await writeThroughChild(file.fd, value);
      await file.write(value);
      return undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    return errnoOf(error);
  }
}
