import {
  closeSync,
  constants,
  fstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import {isOnOrdinaryFileSystem} from './fileSystems.js';
import {errnoOf} from './reader.js';

/** O_PATH: a descriptor that names a file without opening it, which no device notices. */
const nameOnly = 0o10_000_000;
/** As many links as the kernel itself follows in one path. */
const linksFollowed = 40;
/** Components of a path with all links resolved. */
const mostComponents = 4096;
/** Each directory on the way takes a descriptor. */
const deepest = 256;
/** ksmtop looks for no directory with more names. */
const mostNames = 10_000;

/** The user whose permissions apply; absent: the reader's apply. */
export type Owner = number | undefined;

/**
 * Opens a regular file below a root directory as a process with that root sees it. A container can
 * replace the file at any moment: by a pipe that never opens, a link to a device of the host, or
 * `/proc/kmsg`. So each component is held by O_PATH before it is checked, and what was checked is
 * what is opened.
 */
export function openInside(root: string, path: string, owner?: Owner): number {
  return holdInside(root, path, owner, (descriptor, status) => {
    if (!status.isFile()) throw refusal('ENOENT', path);
    // It exists, but its content stays unknown.
    if (!isOnOrdinaryFileSystem(descriptor)) throw refusal('EOPNOTSUPP', path);
    if (!isOpenTo(owner, status, constants.S_IROTH)) throw refusal('EACCES', path);
    return openUnnoticed(`/proc/self/fd/${descriptor}`);
  });
}

/** Without waiting for the holder of a lease, and without changing the file's access time. */
function openUnnoticed(path: string): number {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  try {
    return openSync(path, flags | constants.O_NOATIME);
  } catch (error) {
    // Only the owner may use O_NOATIME.
    if (errnoOf(error) !== 'EPERM') throw error;
    return openSync(path, flags);
  }
}

/** The names in a directory below a root directory; EOVERFLOW: there are too many. */
export function listInside(root: string, path: string): string[] {
  return holdInside(root, path, undefined, (descriptor, status) => {
    if (!status.isDirectory()) throw refusal('ENOTDIR', path);
    if (!isOnOrdinaryFileSystem(descriptor)) throw refusal('EOPNOTSUPP', path);
    const directory = opendirSync(`/proc/self/fd/${descriptor}`);
    try {
      const names: string[] = [];
      for (let entry = directory.readSync(); entry; entry = directory.readSync()) {
        if (names.length === mostNames) throw refusal('EOVERFLOW', path);
        names.push(entry.name);
      }
      return names;
    } finally {
      directory.closeSync();
    }
  });
}

/** Opens a socket below a root directory with O_PATH, without connecting to it. */
export function holdSocketInside(root: string, path: string, owner?: Owner): number {
  return holdInside(root, path, owner, (descriptor, status) => {
    if (!status.isSocket()) throw refusal('ENOTSOCK', path);
    // Another user's server could claim containers that it does not have.
    if (owner !== undefined && status.uid !== owner) throw refusal('EACCES', path);
    return openSync(`/proc/self/fd/${descriptor}`, nameOnly);
  });
}

/**
 * Resolves a path component by component, and lends an O_PATH descriptor of what is there. A path
 * with a circle of links does not exist.
 */
function holdInside<Result>(
  root: string,
  path: string,
  owner: Owner,
  use: (descriptor: number, status: Stats) => Result,
): Result {
  /** The directories on the way, from the root down to the current one. */
  const directories = [openSync(root, nameOnly | constants.O_DIRECTORY)];
  let found: number | undefined;
  try {
    let todo = path.split('/').filter(isStep).reverse();
    let links = 0;
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      if (found !== undefined) throw refusal('ENOTDIR', path);
      if (name === '..') {
        // At the root, `..` is the root, as in the container.
        if (directories.length > 1) closeSync(directories.pop() as number);
        continue;
      }
      const place = `/proc/self/fd/${directories.at(-1)}/${name}`;
      const next = openSync(place, nameOnly | constants.O_NOFOLLOW);
      const status = closingOnError(next, () => fstatSync(next));
      if (status.isDirectory()) {
        directories.push(next);
        if (directories.length > deepest) throw refusal('ENOENT', path);
        // Root may search any directory.
        if (owner !== 0 && !isOpenTo(owner, status, constants.S_IXOTH))
          throw refusal('EACCES', path);
      } else if (!status.isSymbolicLink()) {
        found = next;
      } else {
        closeSync(next);
        const target = readlinkSync(place);
        todo = [...todo, ...target.split('/').filter(isStep).reverse()];
        if (++links > linksFollowed || todo.length > mostComponents) throw refusal('ENOENT', path);
        if (target.startsWith('/')) for (const each of directories.splice(1)) closeSync(each);
      }
    }
    const descriptor = found ?? (directories.at(-1) as number);
    return use(descriptor, fstatSync(descriptor));
  } finally {
    for (const each of directories) closeSync(each);
    if (found !== undefined) closeSync(found);
  }
}

function isStep(name: string): boolean {
  return name !== '' && name !== '.';
}

/** Whether this user has a right: as the owner, or because everyone has it. */
function isOpenTo(owner: Owner, {uid, mode}: Stats, right: number): boolean {
  return owner === undefined || uid === owner || (mode & right) !== 0;
}

/** Closes the descriptor if `use` fails. */
function closingOnError<Result>(descriptor: number, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function refusal(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), {code});
}
