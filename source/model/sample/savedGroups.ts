import type {ContainerKind} from '../../kernel/container/identity.js';
import {listOf, objectOf, textOf} from '../../text/untrustedJson.js';

/** A container in a result that was printed as JSON. */
export type SavedGroup = {
  id: string;
  kind: ContainerKind;
  name: string;
  /** They may have ended. */
  processes: readonly never[];
};

/** More than any host has containers. */
const mostGroups = 10_000;
const longestId = 4096;
const longestName = 200;

/** The containers of such a result, which may be hostile, each once. Throws when these are none. */
export function savedGroups(containers: unknown): readonly SavedGroup[] {
  const listed = listOf(containers).slice(0, mostGroups).map(objectOf);
  const groups = listed.map(({id, kind, name}): [string, SavedGroup] => {
    if (typeof id !== 'string' || id.length > longestId) throw new Error('id expected');
    const known = {kind: textOf(kind, longestName), name: textOf(name, longestName)};
    return [id, {id, ...known, processes: []}];
  });
  return [...new Map(groups).values()];
}

/** When a result was found, milliseconds since 1970. */
export function timeOf(time: unknown): number {
  const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isFinite(timeMs)) return timeMs;
  throw new Error('time expected');
}
