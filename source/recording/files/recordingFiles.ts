import {rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {fileKind} from '../../host/io/fileKind.js';
import {notAFile} from '../../host/io/replaceFile.js';

/** `hn1.1.gz` for `hn1.gz`: a rotated file keeps its suffix. */
export function oldRecordingPath(path: string, age: number): string {
  const name = basename(path);
  const at = name.endsWith('.gz') ? name.length - '.gz'.length : name.length;
  return join(dirname(path), `${name.slice(0, at)}.${age}${name.slice(at)}`);
}

/**
 * Rotates: the file becomes the first of `keep` rotated ones. Throws an Unusable if one of them is
 * not a regular file, before any is renamed.
 */
export async function rotateRecordings(path: string, keep: number): Promise<void> {
  if (!(await isRecordingThere(path))) return;
  if (keep === 0) return rm(path);
  const paths = [path];
  for (let age = 1; age <= keep; age++) paths.push(oldRecordingPath(path, age));
  const isThere: boolean[] = [];
  for (const each of paths) isThere.push(await isRecordingThere(each));
  for (let age = keep; age > 0; age--) {
    const [from, to] = [paths[age - 1], paths[age]] as [string, string];
    if (isThere[age - 1]) await rename(from, to);
  }
}

/** Throws an Unusable for what is not a regular file: it is neither renamed nor overwritten. */
export async function isRecordingThere(path: string): Promise<boolean> {
  const kind = await fileKind(path);
  if (kind === 'absent') return false;
  if (kind === 'file') return true;
  throw new Unusable(
    `${path} was left as it is: ${notAFile(kind)}. Name another file, or - for standard output.`,
  );
}

/** The message is a sentence. */
export class Unusable extends Error {}
