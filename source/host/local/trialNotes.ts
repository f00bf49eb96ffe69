import {constants} from 'node:fs';
import {lstat, mkdir, open, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {
  formatTrialNote,
  mostNoteBytes,
  parseTrialNote,
  type TrialNotes,
  trialNotePath,
} from '../../model/trial/trialNote.js';
import {replaceFile} from '../io/replaceFile.js';

const othersMayWrite = 0o022;

/** Keeps the note of a trial in a directory that only this user may write to. */
export function createTrialNotes(hostRoot: string): TrialNotes {
  const path = `${hostRoot === '/' ? '' : hostRoot}${trialNotePath}`;
  const directory = dirname(path);

  return {
    async read() {
      try {
        if (!(await isSafe(directory))) return undefined;
        await using file = await open(
          path,
          constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
        );
        const status = await file.stat();
        if (!status.isFile() || status.size > mostNoteBytes) return undefined;
        return parseTrialNote(await file.readFile('utf8'));
      } catch {
        return undefined;
      }
    },
    async write(note) {
      await mkdir(directory, {mode: 0o755}).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return;
        throw new Error(`${directory} cannot be made (${error.code}).`);
      });
      if (!(await isSafe(directory))) {
        throw new Error(
          `${directory} is not safe to write to: it must belong to this user alone (chown root, chmod 755).`,
        );
      }
      await replaceFile(path, formatTrialNote(note), {mode: 0o644});
    },
    async remove() {
      if (await isSafe(directory).catch(() => false)) await rm(path, {force: true}).catch(() => {});
    },
  };
}

/** Whether only this user may write to it. */
async function isSafe(directory: string): Promise<boolean> {
  const status = await lstat(directory);
  return (
    status.isDirectory() &&
    status.uid === process.geteuid?.() &&
    (status.mode & othersMayWrite) === 0
  );
}
