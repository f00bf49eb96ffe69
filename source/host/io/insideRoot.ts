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

/** Gives a descriptor that names a file without opening it: no device notices. */
const nameOnly = 0o10_000_000;
/** As many links as the kernel itself follows in one path. */
const linksFollowed = 40;
/** Of a path with all the links in it. */
const longestWay = 4096;
/** Each holds a descriptor. */
const deepest = 256;
/** A directory of more names is not one that ksmtop looks for. */
const mostNames = 10_000;

/** The user with whose rights something is opened; absent: with the reader's. */
export type Owner = number | undefined;

/**
 * Opens a file below a root directory as a process of that root sees it, if it is an ordinary one.
 * A container can put anything in the file's place, at the last moment too: a pipe that never
 * opens, a link to a device of the host, `/proc/kmsg`. So each component is taken hold of before it
 * is looked at, and what is opened in the end is what was looked at.
 */
export function openInside(root: string, path: string, owner?: Owner): number {
  return holdInside(root, path, owner, (descriptor, status) => {
    if (!status.isFile()) throw refusal('ENOENT', path);
    // There is one, and what is in it stays unknown.
    if (!isOnOrdinaryFileSystem(descriptor)) throw refusal('EOPNOTSUPP', path);
    if (!isOpenTo(owner, status, constants.S_IROTH)) throw refusal('EACCES', path);
    return openQuietly(`/proc/self/fd/${descriptor}`);
  });
}

/** Without a wait for the holder of a lease, and without a trace in the file's time of access. */
function openQuietly(path: string): number {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  try {
    return openSync(path, flags | constants.O_NOATIME);
  } catch (error) {
    // Only the owner may leave none.
    if (errnoOf(error) !== 'EPERM') throw error;
    return openSync(path, flags);
  }
}

/** Names in a directory below a root directory; EOVERFLOW: there are too many. */
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

/** Takes hold of a socket below a root directory, without connecting to it. */
export function holdSocketInside(root: string, path: string, owner?: Owner): number {
  return holdInside(root, path, owner, (descriptor, status) => {
    if (!status.isSocket()) throw refusal('ENOTSOCK', path);
    // A server of somebody else's would answer for what it does not have.
    if (owner !== undefined && status.uid !== owner) throw refusal('EACCES', path);
    return openSync(`/proc/self/fd/${descriptor}`, nameOnly);
  });
}

/**
 * Finds a path component by component, and lends the descriptor that names what is there. A path
 * that leads in circles leads nowhere.
 */
function holdInside<Result>(
  root: string,
  path: string,
  owner: Owner,
  use: (descriptor: number, status: Stats) => Result,
): Result {
  /** The directories down to where the way has come; the first one is the root. */
  const way = [openSync(root, nameOnly | constants.O_DIRECTORY)];
  let found: number | undefined;
  try {
    let todo = path.split('/').filter(isStep).reverse();
    let links = 0;
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      if (found !== undefined) throw refusal('ENOTDIR', path);
      if (name === '..') {
        // At the root it stays there, as in the container.
        if (way.length > 1) closeSync(way.pop() as number);
        continue;
      }
      const place = `/proc/self/fd/${way.at(-1)}/${name}`;
      const next = openSync(place, nameOnly | constants.O_NOFOLLOW);
      const status = holding(next, () => fstatSync(next));
      if (status.isDirectory()) {
        way.push(next);
        if (way.length > deepest) throw refusal('ENOENT', path);
        // Root looks everywhere.
        if (owner !== 0 && !isOpenTo(owner, status, constants.S_IXOTH))
          throw refusal('EACCES', path);
      } else if (!status.isSymbolicLink()) {
        found = next;
      } else {
        closeSync(next);
        const target = readlinkSync(place);
        todo = [...todo, ...target.split('/').filter(isStep).reverse()];
        if (++links > linksFollowed || todo.length > longestWay) throw refusal('ENOENT', path);
        if (target.startsWith('/')) for (const each of way.splice(1)) closeSync(each);
      }
    }
    const descriptor = found ?? (way.at(-1) as number);
    return use(descriptor, fstatSync(descriptor));
  } finally {
    for (const each of way) closeSync(each);
    if (found !== undefined) closeSync(found);
  }
}

function isStep(name: string): boolean {
  return name !== '' && name !== '.';
}

/** Whether a right that everybody may have is this user's: by it, or as the owner. */
function isOpenTo(owner: Owner, {uid, mode}: Stats, right: number): boolean {
  return owner === undefined || uid === owner || (mode & right) !== 0;
}

/** Closes it if something fails. */
function holding<Result>(descriptor: number, use: () => Result): Result {
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
