import type {ReadRequest} from '../../io/reader.js';
import type {Ask} from './ask.js';

/**
 * A shell opens files by their path alone, and whoever owns the place can put a link or a device
 * there at the last moment: nothing of a container or of a user is opened over a line.
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

export function askOf({path, kind, limit, patient, waitsFor}: ReadRequest): Omit<Ask, 'answer'> {
  const file = limit === undefined ? 'file' : 'start';
  return {
    kind: kind === 'link' ? 'link' : file,
    path,
    ...(limit !== undefined && {limit}),
    ...(waitsFor && {lock: waitsFor.name}),
    ...(patient && {patient}),
    // The targets of these are the kernel's own; any other could hold lines that look like theirs.
    ...(kind === 'link' && !path.includes('/ns/') && {alone: true}),
  };
}
