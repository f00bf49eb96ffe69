import {type ContainerRow, unattributedId} from '../../model/derive/containers.js';
import {nearest} from '../../text/nearest.js';
import {quoted} from '../../text/quoted.js';
import {showUntrusted} from '../../text/untrusted.js';

/** The error for a container that this host does not have, with the nearest names. */
export function containerNotFound(
  rows: readonly ContainerRow[],
  word: string,
  what = 'container ',
): Error {
  const names = rows.filter(({id}) => id !== unattributedId).map(({name}) => name);
  const near = nearest(word, names).map(showUntrusted);
  const hint =
    near.length > 0 ? `nearest: ${near.join(', ')}` : 'ksmtop print --format json lists all';
  return new Error(`${what}${quoted(word)} not found; ${hint}.`);
}
