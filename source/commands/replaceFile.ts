import {open, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';

/**
 * Replaces a file as a whole: who reads it sees the old text or the new one, never a part, also
 * after a loss of power. Readable for everybody, because collectors run as users of their own.
 * Throws a sentence when that is not possible.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  // In the same directory, because a rename cannot leave a file system; and not with the same
  // ending, because collectors take every file that has theirs.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await rm(temporary, {force: true});
    await using file = await open(temporary, 'wx', 0o600);
    await file.writeFile(text);
    await file.chmod(0o644);
    await file.sync();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, {force: true});
    throw new Error(`${path} cannot be written: ${whyNot(error)}.`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such directory',
  ENOTDIR: 'there is no such directory',
  EISDIR: 'it is a directory',
  EACCES: 'no permission to write into its directory (EACCES)',
  EROFS: 'its file system is read-only (EROFS)',
  ENOSPC: 'its file system is full (ENOSPC)',
  EDQUOT: 'the quota is used up (EDQUOT)',
};

function whyNot(error: unknown): string {
  const {code = '', message} = error as NodeJS.ErrnoException;
  return reasons[code] ?? (code || message);
}
