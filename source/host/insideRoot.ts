import {lstat, readlink} from 'node:fs/promises';
import {posix} from 'node:path';

/** As many links as the kernel itself follows in one path. */
const linksFollowed = 40;

/**
 * Finds a file as a process with the root directory `root` sees it: links are followed inside that
 * root, never out of it, whatever the container made them point to.
 * Returns the path to open; undefined when there is no such file. Other errors are thrown.
 */
export async function findInsideRoot(root: string, path: string): Promise<string | undefined> {
  let todo = path.split('/').filter(Boolean);
  let inside = '/';
  let links = 0;
  while (todo.length > 0) {
    const [name = '', ...rest] = todo;
    const next = posix.join(inside, name);
    const target = await linkTarget(root + next);
    if (target === undefined) return undefined;
    if (target === '') {
      inside = next;
      todo = rest;
      continue;
    }
    if (++links > linksFollowed) return undefined;
    // A join never leaves '/': `..` at the root stays there, as in the container.
    if (target.startsWith('/')) inside = '/';
    todo = [...target.split('/').filter(Boolean), ...rest];
  }
  return root + inside;
}

/** Where a link points to; an empty text for anything else; undefined when nothing is there. */
async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : '';
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
