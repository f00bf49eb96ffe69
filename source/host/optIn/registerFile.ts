import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import {
  damaged,
  formatRegister,
  mostRegisterBytes,
  parseRegister,
  type RegisterEntry,
  registerName,
  registerPath,
} from '../../model/optIn/optInRegister.js';
import {errnoOf} from '../io/reader.js';
import type {SystemCalls} from '../systemCalls/systemCalls.js';
import {blockFor} from './blockFor.js';

const {O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK} = constants;
const othersMayWrite = 0o022;
/** LOCK_EX and LOCK_NB: a suspended ksmtop that holds the lock must not hold up others for long. */
const lockNow = 2 | 4;
const lockTries = 100;
const lockPauseMs = 5;

/**
 * Changes the register in a directory of its own, which only its owner may write to. Returns a
 * sentence when it is not possible; the file is then as before.
 */
export function changeRegister(
  calls: SystemCalls,
  directory: string,
  bootId: string,
  change: (optIns: readonly RegisterEntry[]) => readonly RegisterEntry[],
): string | undefined {
  try {
    const held = holdDirectory(directory);
    try {
      lock(calls, held);
      const before = read(directory, bootId);
      const after = change(before ?? []);
      if (before || after.length > 0) replace(directory, formatRegister(after, bootId));
      return undefined;
    } finally {
      closeSync(held);
    }
  } catch (error) {
    if (error instanceof Sentence) return error.message;
    return `${registerPath} cannot be written (${errnoOf(error)}).`;
  }
}

/** What the register holds; none, if it cannot be read, or others could have written it. */
export function readRegister(directory: string, bootId: string): readonly RegisterEntry[] {
  try {
    closeSync(openDirectory(directory));
    return read(directory, bootId) ?? [];
  } catch {
    return [];
  }
}

class Sentence extends Error {}

function holdDirectory(path: string): number {
  try {
    mkdirSync(path, {mode: 0o755});
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  return openDirectory(path);
}

/** Throws unless this user alone may write to it. */
function openDirectory(path: string): number {
  const held = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const {uid, mode} = fstatSync(held);
  if (uid === process.geteuid?.() && (mode & othersMayWrite) === 0) return held;
  closeSync(held);
  throw new Sentence(
    `${path} is not safe to write to: it must belong to this user alone (chown root, chmod 755).`,
  );
}

function lock(calls: SystemCalls, held: number): void {
  for (let tries = lockTries; calls.call('flock', held, lockNow) < 0; tries--) {
    if (tries === 0) throw new Sentence(`${registerPath} is locked by another ksmtop.`);
    blockFor(lockPauseMs);
  }
}

/** Absent: there is no register yet. */
function read(directory: string, bootId: string): readonly RegisterEntry[] | undefined {
  let file: number;
  try {
    file = openSync(`${directory}/${registerName}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile() || status.size > mostRegisterBytes) throw new Sentence(damaged.problem);
    const register = parseRegister(readFileSync(file, 'utf8'), bootId);
    if (register.problem !== undefined) throw new Sentence(register.problem);
    return register.optIns;
  } finally {
    closeSync(file);
  }
}

function replace(directory: string, text: string): void {
  const bytes = Buffer.from(text);
  if (bytes.length > mostRegisterBytes) throw new Sentence(`${registerPath} is full.`);
  const partial = `${directory}/${registerName}.tmp`;
  // The lock is held, so it was left by a ksmtop that was killed.
  rmSync(partial, {force: true});
  const file = openSync(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
  try {
    fchmodSync(file, 0o644);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  } finally {
    closeSync(file);
  }
  renameSync(partial, `${directory}/${registerName}`);
}
