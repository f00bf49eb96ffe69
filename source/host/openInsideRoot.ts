import {closeSync, constants, fstatSync, open} from 'node:fs';
import {promisify} from 'node:util';
import {findInsideRoot, type LinkTargets} from './insideRoot.js';

/** Gives a descriptor that names a file without opening it: no device notices. */
const nameOnly = 0o10_000_000;
const openAsync = promisify(open);

/**
 * Opens a file that a container holds in its root directory. A container can put anything in the
 * file's place, also at the last moment: a pipe that never opens, a link to one of the host's
 * devices. So the file is taken hold of first, and opened when it is known to be a regular one.
 */
export async function openInsideRoot(
  root: string,
  path: string,
  known?: LinkTargets,
): Promise<number> {
  const found = await findInsideRoot(root, path, known);
  if (found === undefined) throw refusal('ENOENT', path);
  const name = await openAsync(found, nameOnly | constants.O_NOFOLLOW);
  try {
    if (!fstatSync(name).isFile()) throw refusal('ENOENT', path);
    return await openAsync(`/proc/self/fd/${name}`, constants.O_RDONLY);
  } finally {
    closeSync(name);
  }
}

function refusal(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), {code});
}
