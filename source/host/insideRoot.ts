import {lstat, readlink} from 'node:fs';
import {posix} from 'node:path';

/** As many links as the kernel itself follows in one path. */
const linksFollowed = 40;

/**
 * What stands at paths of this machine, see `linkTarget`: files that are looked for at once have
 * most of their directories in common, and each look is a turn of a thread.
 */
export type LinkTargets = Map<string, string | undefined>;

/**
 * Finds a file as a process with the root directory `root` sees it: links are followed inside that
 * root, never out of it, whatever the container made them point to.
 * Returns the path to open; undefined when there is no such file. Other errors are thrown.
 */
export async function findInsideRoot(
  root: string,
  path: string,
  known: LinkTargets = new Map(),
): Promise<string | undefined> {
  let todo = path.split('/').filter(Boolean);
  let inside = '/';
  let links = 0;
  while (todo.length > 0) {
    const [name = '', ...rest] = todo;
    const next = posix.join(inside, name);
    const place = root + next;
    if (!known.has(place)) known.set(place, await linkTarget(place));
    const target = known.get(place);
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
function linkTarget(path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') resolve(undefined);
      else reject(error);
    };
    lstat(path, (error, status) => {
      if (error) fail(error);
      else if (!status.isSymbolicLink()) resolve('');
      else readlink(path, (refusal, target) => (refusal ? fail(refusal) : resolve(target)));
    });
  });
}
