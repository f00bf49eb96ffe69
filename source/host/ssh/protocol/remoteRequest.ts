import type {ReadRequest} from '../../io/reader.js';

/** One thing that is requested of the far side; answered once. */
export type RemoteRequest = {
  kind: RequestKind;
  path: string;
  /** Bytes that are enough. */
  limit?: number;
  /** The lock that it may wait for; absent: it waits for none. */
  lock?: string;
  /** Taking seconds is no hang. */
  patient?: boolean;
  /** It is sent on its own: of several in one answer, it did not come. */
  alone?: boolean;
  /** With the content, lent for the duration of the call; or with an errno. */
  answer(bytes: Buffer | undefined, errno: string): void;
};

/**
 * `file`: a whole file. `start`: the first bytes of a file. `link`: the target of a link. `list`:
 * names in a directory, one a line. `writable`: nothing, or why it cannot be opened for writing.
 */
export type RequestKind = 'file' | 'start' | 'link' | 'list' | 'writable';

/**
 * A shell opens files by path alone, and the owner of a directory can put a link or a device there
 * at the last moment: no file of a container or of a user is opened over ssh.
 */
export function isOutOfReach({
  root,
  ownedBy = 0,
}: {
  root?: string | undefined;
  ownedBy?: number | undefined;
}): boolean {
  return (root !== undefined && root !== '/') || ownedBy !== 0;
}

export function failure(errno: string, path: string): Error {
  return Object.assign(new Error(`${errno}: ${path}`), {code: errno});
}

export function remoteRequestOf({
  path,
  kind,
  limit,
  patient,
  waitsFor,
}: ReadRequest): Omit<RemoteRequest, 'answer'> {
  const file = limit === undefined ? 'file' : 'start';
  return {
    kind: kind === 'link' ? 'link' : file,
    path,
    ...(limit !== undefined && {limit}),
    ...(waitsFor && {lock: waitsFor.name}),
    ...(patient && {patient}),
    // The kernel writes the targets of these; any other could hold lines that look like theirs.
    ...(kind === 'link' && !path.includes('/ns/') && {alone: true}),
  };
}
