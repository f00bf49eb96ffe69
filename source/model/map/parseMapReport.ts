import {
  amountOf,
  type JsonObject,
  listOf,
  objectOf,
  optionalOf,
  parseUntrusted,
  wholeOf,
} from '../../text/untrustedJson.js';
import {savedGroups, timeOf} from '../sample/savedGroups.js';
import type {MapReport} from './mapReport.js';
import {parseMap} from './parseMap.js';

/**
 * Reads a sharing map that was printed as JSON, which may be hostile. Throws when it is none.
 * @param pageBytes Of its host.
 */
export function parseMapReport(text: string, pageBytes: number): MapReport {
  const json = objectOf(parseUntrusted(text));
  const containers = listOf(json['containers']).map(objectOf);
  const figures = new Map(containers.map((container) => [container['id'], container]));
  const groups = savedGroups(containers).map((group) => ({
    ...group,
    ...sampledOf(figures.get(group.id)),
  }));
  const shared = optionalOf(json['pages_shared'], wholeOf);
  const sharing = optionalOf(json['pages_sharing'], wholeOf);
  return {
    timeMs: timeOf(json['time']),
    pageBytes,
    groups,
    map: parseMap(text, {groups, pageBytes}),
    kernelFrames: shared,
    kernelMappings: shared === undefined || sharing === undefined ? undefined : shared + sharing,
  };
}

function sampledOf(container: JsonObject = {}) {
  return {
    zeroBytes: optionalOf(container['zero_bytes'], amountOf),
    proRataBytes: optionalOf(container['pro_rata_saved_bytes'], amountOf),
  };
}
