import {mkdir, realpath, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {errnoOf} from '../../host/io/reader.js';
import {replaceFile, whyNot} from '../../host/io/replaceFile.js';
import {withView} from '../../screen/settings/parseSettings.js';
import type {Settings} from '../../screen/settings/settings.js';
import {settingsText} from './settingsFile.js';

/**
 * Saves a view in the file of this user, atomically. Returns the sentence that says so, or why not.
 * @param path Absent: the environment names no home directory.
 * @param userId The effective user of this process.
 */
export async function saveView(
  path: string | undefined,
  view: Settings,
  userId: number | undefined,
): Promise<string> {
  try {
    if (path === undefined) throw new Error('HOME is not set, so there is no place to save it');
    const directory = await makeDirectory(dirname(path), userId);
    // As it is now: another ksmtop, or an editor, may have written it since the start.
    const text = changedText(path, await settingsText(path), view);
    await replaceFile(join(directory, basename(path)), text, {mode: 0o600});
    return `This view was saved in ${path}.`;
  } catch (error) {
    return `This view was not saved: ${(error as Error).message.replace(/\.$/, '')}.`;
  }
}

function changedText(path: string, text: string, view: Settings): string {
  try {
    return withView(text, view);
  } catch (error) {
    throw new Error(`${path} ${(error as Error).message}`);
  }
}

/**
 * Makes a directory where it is missing, for this user alone; returns its path without links. Throws
 * the end of a sentence.
 */
async function makeDirectory(path: string, userId: number | undefined): Promise<string> {
  const real = await realpathOf(path);
  if (real !== undefined) {
    await refuseOthers(real, userId);
    return real;
  }
  const parent = await makeDirectory(dirname(path), userId);
  const made = join(parent, basename(path));
  try {
    // One by one: where nothing can be made, as in /proc, Node's recursive mkdir never ends.
    await mkdir(made, {mode: 0o700});
  } catch (error) {
    throw new Error(`${made} cannot be made: ${whyNot(error)}`);
  }
  return made;
}

/** Undefined: it does not exist. */
async function realpathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' && path !== dirname(path)) return undefined;
    throw new Error(`${path} cannot be used: ${whyNot(error)}`);
  }
}

const othersMayWrite = 0o002;
const groupMayWrite = 0o020;
/** In such a directory, as `/tmp`, no user can replace what belongs to another. */
const sticky = 0o1000;

/**
 * With `sudo`, HOME may be that of the user: root writes nothing where another user could exchange
 * what root is about to write to.
 */
async function refuseOthers(directory: string, userId: number | undefined): Promise<void> {
  if (userId !== 0) return;
  for (let each = directory; ; each = dirname(each)) {
    const {uid, gid, mode} = await stat(each);
    if (uid !== 0) {
      throw new Error(
        `${each} belongs to the user ${uid}, and ksmtop runs as root; with sudo -H it saves in the home of root`,
      );
    }
    const writers = gid === 0 ? othersMayWrite : othersMayWrite | groupMayWrite;
    if ((mode & writers) !== 0 && (mode & sticky) === 0) {
      throw new Error(`other users may write to ${each} (chmod go-w), and ksmtop runs as root`);
    }
    if (each === dirname(each)) return;
  }
}
