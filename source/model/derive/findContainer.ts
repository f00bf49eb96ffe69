import {ownerPartOf, runtimeName, withoutOwner} from '../../kernel/container/identity.js';
import type {ContainerRow} from './containers.js';

/** As much of an id as runtimes show, or a bit less. */
const shortestId = 6;

/**
 * The containers that a word means: by id, by name, by what their runtime calls them, or by the
 * beginning of an id as runtimes show it. The first of these that fits decides.
 */
export function findContainers(
  rows: readonly ContainerRow[],
  word: string,
): readonly ContainerRow[] {
  const fits: ReadonlyArray<(row: ContainerRow) => boolean> = [
    ({id}) => id === word,
    ({name}) => name === word,
    ({id, name}) => ownerPartOf(id) !== undefined && withoutOwner(name) === word,
    ({id}) => runtimeName(id) === word,
    ({id}) =>
      word.length >= shortestId && /^[0-9a-f]+$/.test(word) && runtimeName(id).startsWith(word),
  ];
  for (const fit of fits) {
    const found = rows.filter(fit);
    if (found.length > 0) return found;
  }
  return [];
}
