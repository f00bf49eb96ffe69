import {constants} from 'node:fs';
import {access, type FileHandle, open, rename, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {kindOf, statusOf} from './fileKind.js';

type ReplaceOptions = {
  /** Of a new file; an existing one keeps its mode and owner. */
  mode?: number;
};

/**
 * Replaces a file atomically: a reader sees the old content or the new one, also after a power
 * loss. Only a regular file is replaced, and no link is followed: in a directory that others may
 * write to, a link may have been planted. Throws a sentence when it is not possible.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  {mode = 0o644}: ReplaceOptions = {},
): Promise<void> {
  try {
    const old = await statusOfFile(path);
    const partial = await createPartial(dirname(path));
    try {
      await using file = partial.file;
      await file.writeFile(content);
      if (old) await keepOwner(file, old);
      await file.chmod(old ? old.mode & 0o777 : mode);
      await file.sync();
      await rename(partial.path, path);
    } catch (error) {
      await rm(partial.path, {force: true});
      throw error;
    }
    await syncDirectory(dirname(path));
  } catch (error) {
    throw new Error(`${path} cannot be written: ${whyNot(error)}.`);
  }
}

/** Throws the sentence of `replaceFile` where it is known before that it fails. */
export async function checkReplaceable(path: string): Promise<void> {
  try {
    await statusOfFile(path);
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw new Error(`${path} cannot be written: ${whyNot(error)}.`);
  }
}

/** Absent: there is no such file. Throws the end of a sentence for what is not replaced. */
async function statusOfFile(path: string) {
  const status = await statusOf(path);
  const kind = status && kindOf(status);
  if (kind && kind !== 'file') throw new Error(notAFile(kind));
  return status;
}

/** Why a path that is not a regular file is not replaced. */
export function notAFile(kind: string): string {
  if (kind === 'directory') return 'it is a directory';
  return kind === 'symbolic link'
    ? 'it is a symbolic link, which ksmtop does not follow: name the file itself'
    : `it is a ${kind}, not a regular file`;
}

const tries = 16;

/**
 * Only the owner may read it until it is complete. It is in the same directory, because a rename
 * cannot leave a file system, and has another suffix, because collectors read all files with theirs.
 */
async function createPartial(directory: string): Promise<{path: string; file: FileHandle}> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  for (let left = tries; ; left--) {
    const path = join(directory, `.ksmtop-${Math.random().toString(36).slice(2)}.tmp`);
    try {
      return {path, file: await open(path, flags, 0o600)};
    } catch (error) {
      // The name need not be secret: O_EXCL never opens what is there already.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || left === 0) throw error;
    }
  }
}

/** Without the right to change the owner, the new file belongs to this user. */
async function keepOwner(file: FileHandle, {uid, gid}: {uid: number; gid: number}): Promise<void> {
  const now = await file.stat();
  if (now.uid === uid && now.gid === gid) return;
  await file.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM') throw error;
  });
}

/** Without it, the old file may be back after a power loss. Some file systems cannot do it. */
async function syncDirectory(path: string): Promise<void> {
  try {
    await using directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    await directory.sync();
  } catch {}
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'its directory does not exist',
  EACCES: 'no permission to write into its directory (EACCES)',
  EPERM: 'no permission to write into its directory (EPERM)',
  EROFS: 'its file system is read-only (EROFS)',
  ENOSPC: 'its file system is full (ENOSPC)',
  EDQUOT: 'the disk quota is exceeded (EDQUOT)',
};

/** Why a file cannot be written, for the end of a sentence. */
export function whyNot(error: unknown): string {
  const {code = '', message} = error as NodeJS.ErrnoException;
  return reasons[code] ?? (code || message);
}
