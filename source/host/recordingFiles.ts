import {access, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';

/** `hn1.1.gz` for `hn1.gz`, so that each old file still says what it is. */
export function oldRecordingPath(path: string, age: number): string {
  const name = basename(path);
  const at = name.endsWith('.gz') ? name.length - '.gz'.length : name.length;
  return join(dirname(path), `${name.slice(0, at)}.${age}${name.slice(at)}`);
}

/** Makes room for a new file: what is there becomes the first of `keep` old ones. */
export async function rotateRecordings(path: string, keep: number): Promise<void> {
  if (!(await exists(path))) return;
  if (keep === 0) return rm(path);
  const paths = [path];
  for (let age = 1; age <= keep; age++) paths.push(oldRecordingPath(path, age));
  for (let age = keep; age > 0; age--) {
    const [from, to] = [paths[age - 1], paths[age]] as [string, string];
    if (await exists(from)) await rename(from, to);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
