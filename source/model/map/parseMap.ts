import {
  amountOf,
  type JsonObject,
  listOf,
  objectOf,
  optionalOf,
  parseUntrusted,
  textOf,
  wholeOf,
} from '../../text/untrustedJson.js';
import type {LeftOut} from '../estimate/savingsEstimate.js';
import type {GroupSharing, MapCell, MapRequest, SharingMap} from './sharingMap.js';

const mostNameLength = 200;
/** Of one container. */
const mostTenants = 100;

/**
 * Reads the JSON of another ksmtop, which may be hostile. Throws when it is no map. Containers that
 * were not asked for are dropped, those that it does not have share nothing.
 */
export function parseMap(
  text: string,
  {groups, pageBytes}: Pick<MapRequest, 'groups' | 'pageBytes'>,
): SharingMap {
  const json = objectOf(parseUntrusted(text));
  const indexes = new Map(groups.map(({id}, index) => [id, index]));
  const indexOf = (id: unknown) => (typeof id === 'string' ? indexes.get(id) : undefined);
  const hidden = optionalOf(json['hidden'], hiddenOf);
  const containers = new Map(
    listOf(json['containers']).map((value) => {
      const container = objectOf(value);
      return [container['id'], container];
    }),
  );
  return {
    ...(hidden && {hidden}),
    groups: groups.map(({id}) => sharingOf(containers.get(id), hidden !== undefined, pageBytes)),
    leftOut: listOf(json['left_out']).map((value) => leftOutOf(objectOf(value), indexOf)),
    processesNotRead: optionalOf(json['processes_not_read'], wholeOf) ?? 0,
    seconds: amountOf(json['seconds']),
    ...(hidden ? countsOfHidden : countsOf(json, indexOf, pageBytes)),
  };
}

type IndexOf = (id: unknown) => number | undefined;
type Counts = Omit<SharingMap, 'hidden' | 'groups' | 'leftOut' | 'processesNotRead' | 'seconds'>;

const countsOfHidden: Counts = {
  frames: 0,
  mappings: 0,
  crossedFrames: 0,
  cells: [],
  flagBelieved: true,
  undecidedPages: 0,
};

function countsOf(json: JsonObject, indexOf: IndexOf, pageBytes: number): Counts {
  return {
    frames: wholeOf(json['frames']),
    mappings: wholeOf(json['mappings']),
    crossedFrames: pagesOf(json['tenants_crossed_bytes'], pageBytes),
    cells: cellsOf(listOf(json['cells']), indexOf),
    flagBelieved: json['ksm_flag_believed'] !== false,
    undecidedPages: wholeOf(json['undecided_pages']),
  };
}

/** Of a pair that is named twice, the last. */
function cellsOf(values: readonly unknown[], indexOf: IndexOf): MapCell[] {
  const cells = new Map<string, MapCell>();
  for (const value of values) {
    const cell = objectOf(value);
    const [one, other] = [indexOf(cell['a']), indexOf(cell['b'])];
    const frames = wholeOf(cell['frames']);
    if (one === undefined || other === undefined || frames === 0) continue;
    const [a, b] = [Math.min(one, other), Math.max(one, other)];
    cells.set(`${a} ${b}`, {a, b, frames});
  }
  return [...cells.values()];
}

function sharingOf(
  container: JsonObject | undefined,
  isHidden: boolean,
  pageBytes: number,
): GroupSharing {
  const pages = (name: string) =>
    container && !isHidden ? pagesOf(container[name], pageBytes) : 0;
  const ownFrames = pages('freed_when_ended_bytes');
  const otherNode = container?.['other_node_bytes'];
  return {
    mappings: pages('merged_bytes'),
    frames: ownFrames + pages('others_bytes'),
    ownFrames,
    withinFrames: pages('within_bytes'),
    crossedFrames: pages('tenants_crossed_bytes'),
    ...(otherNode !== undefined && {otherNodePages: pagesOf(otherNode, pageBytes)}),
    savedPages: Math.max(0, pages('saved_bytes') - pages('zero_bytes')),
    tenants: container
      ? listOf(container['tenants'])
          .slice(0, mostTenants)
          .map((tenant) => textOf(tenant, mostNameLength))
      : [],
  };
}

/** The saved ones are fractions of pages. */
function pagesOf(bytes: unknown, pageBytes: number): number {
  return amountOf(bytes) / pageBytes;
}

function hiddenOf(value: unknown): 'frames' | 'flags' {
  if (value === 'frames' || value === 'flags') return value;
  throw new Error('not hidden');
}

function leftOutOf(json: JsonObject, indexOf: IndexOf): LeftOut {
  return {
    pid: wholeOf(json['pid']),
    group: indexOf(json['container']) ?? -1,
    bytes: 0,
    reason: textOf(json['reason'], mostNameLength),
  };
}
