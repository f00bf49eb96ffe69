import {ownerPartOf, runtimeName, withoutOwner} from '../../kernel/container/identity.js';
import type {ContainerRow} from './containers.js';

/** Runtimes show twelve characters or more of an id; half of that is accepted. */
const shortestId = 6;

/**
 * The containers that a word means: by id, by name, by their runtime's name, or by the beginning of
 * an id; or by the kind, a colon, and one of these. The first of these that matches decides.
 */
export function findContainers(
  rows: readonly ContainerRow[],
  word: string,
): readonly ContainerRow[] {
  const found = matches(rows, word);
  if (found.length > 0) return found;
  const [, kind, rest = ''] = /^([a-z-]+):(.+)$/.exec(word) ?? [];
  return matches(
    rows.filter((row) => row.kind === kind),
    rest,
  );
}

function matches(rows: readonly ContainerRow[], word: string): readonly ContainerRow[] {
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
