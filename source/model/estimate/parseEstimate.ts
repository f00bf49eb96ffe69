import {
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  parseUntrusted,
  readOr,
} from '../../text/untrustedJson.js';
import {savedGroups, timeOf} from '../sample/savedGroups.js';
import {isReadTwice} from './estimateBound.js';
import type {
  Estimate,
  EstimatedMemory,
  EstimateGroup,
  EstimateReport,
  IneligibleBytes,
  LeftOut,
} from './savingsEstimate.js';

/** The figures of an estimate under their names in JSON and CSV. */
export const memoryNames = {
  memory_bytes: 'memoryBytes',
  zero_bytes: 'zeroBytes',
  within_bytes: 'withinBytes',
  between_bytes: 'betweenBytes',
  volatile_bytes: 'volatileBytes',
  ineligible_bytes: 'ineligibleBytes',
  not_looked_at_bytes: 'notLookedAtBytes',
  would_save_bytes: 'wouldSaveBytes',
  metadata_bytes: 'metadataBytes',
  profit_bytes: 'profitBytes',
} as const satisfies Record<string, keyof EstimatedMemory>;

/** Why KSM never merges memory, under its name in JSON. */
export const ineligibleNames = {
  shared_bytes: 'shared',
  hugetlb_bytes: 'hugetlb',
  device_bytes: 'device',
  droppable_bytes: 'droppable',
} as const satisfies Record<string, keyof IneligibleBytes>;

/**
 * Reads the JSON of another ksmtop, which may be hostile. Throws when it is no estimate.
 * @param groups That it was asked for; one that it does not have is left empty.
 */
export function parseEstimate(text: string, groups: readonly EstimateGroup[]): Estimate {
  const json = objectOf(parseUntrusted(text));
  const containers = new Map(objectsOf(json['containers']).map((each) => [each['id'], each]));
  const indexes = new Map<unknown, number>(groups.map(({id}, index) => [id, index]));
  const secondReadingShare = Math.min(1, Math.max(0, figureOf(json['second_reading_share'])));
  const memory = (of: JsonObject) => memoryOf(of, isReadTwice({secondReadingShare}));
  return {
    sampledOneIn: figureOf(json['sampled_one_in']) || 1,
    pagesRead: figureOf(json['pages_read']),
    seconds: figureOf(json['seconds']),
    framesSeen: json['frames_seen'] !== false,
    secondReadingShare,
    ineligible: ineligibleOf(json['ineligible'] ?? {}),
    total: memory(objectOf(json['total'])),
    groups: groups.map(({id}) => memory(containers.get(id) ?? {})),
    best: bestOf(readOr(json['best'], listOf, []), indexes),
    leftOut: objectsOf(json['left_out']).map((each) =>
      leftOutOf(each, indexes.get(each['container']) ?? -1),
    ),
  };
}

/** Reads an estimate that was printed as JSON, which may be hostile. Throws when it is none. */
export function parseEstimateReport(text: string): EstimateReport {
  const {time, containers} = objectOf(parseUntrusted(text));
  const groups = savedGroups(containers);
  return {timeMs: timeOf(time), groups, estimate: parseEstimate(text, groups)};
}

function memoryOf(json: JsonObject, isKnown: boolean): EstimatedMemory {
  const low = figureOf(json['would_save_low_bytes']);
  const high = figureOf(json['would_save_high_bytes']);
  const entries = Object.entries(memoryNames).map(([name, key]) => [key, figureOf(json[name])]);
  const {volatileBytes, ...certain} = Object.fromEntries(entries);
  return isKnown ? {...certain, volatileBytes, uncertaintyBytes: (high - low) / 2} : certain;
}

/** Each once, as each is a row. */
function bestOf(ids: readonly unknown[], indexes: ReadonlyMap<unknown, number>): readonly number[] {
  return [...new Set(ids)].flatMap((id) => indexes.get(id) ?? []);
}

function ineligibleOf(value: unknown): IneligibleBytes {
  const json = objectOf(value);
  const found = Object.entries(ineligibleNames).flatMap(([name, kind]) => {
    const bytes = figureOf(json[name]);
    return bytes > 0 ? [[kind, bytes] as const] : [];
  });
  return Object.fromEntries(found);
}

function leftOutOf(json: JsonObject, group: number): LeftOut {
  const reason = String(json['reason']);
  return {
    pid: figureOf(json['pid']),
    group,
    bytes: figureOf(json['memory_bytes']),
    reason: /^[\w ]{1,40}$/.test(reason) ? reason : 'unknown',
  };
}

/** What is missing was not counted. */
const figureOf = (value: unknown) => readOr(value, numberOf, 0);

const objectsOf = (value: unknown): readonly JsonObject[] =>
  readOr(value, listOf, []).map(objectOf);
