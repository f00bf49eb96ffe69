import {isReadTwice} from './estimateBound.js';
import type {
  Estimate,
  EstimatedMemory,
  EstimateGroup,
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

type Json = Record<string, unknown>;

/**
 * Reads the JSON of another ksmtop, which may be hostile. Throws when it is no estimate.
 * @param groups That it was asked for; one that it does not have is left empty.
 */
export function parseEstimate(text: string, groups: readonly EstimateGroup[]): Estimate {
  const json = objectOf(JSON.parse(text));
  const containers = new Map(listOf(json['containers']).map((each) => [each['id'], each]));
  const indexOf = (id: unknown) => groups.findIndex((group) => group.id === id);
  const secondReadingShare = Math.min(1, Math.max(0, numberOf(json['second_reading_share'])));
  const memory = (of: Json) => memoryOf(of, isReadTwice({secondReadingShare}));
  return {
    sampledOneIn: numberOf(json['sampled_one_in']) || 1,
    pagesRead: numberOf(json['pages_read']),
    seconds: numberOf(json['seconds']),
    framesSeen: json['frames_seen'] !== false,
    secondReadingShare,
    ineligible: ineligibleOf(json['ineligible'] ?? {}),
    total: memory(objectOf(json['total'])),
    groups: groups.map(({id}) => memory(containers.get(id) ?? {})),
    best: (Array.isArray(json['best']) ? json['best'] : [])
      .map(indexOf)
      .filter((index) => index >= 0),
    leftOut: listOf(json['left_out']).map((each) => leftOutOf(each, indexOf(each['container']))),
  };
}

function memoryOf(json: Json, isKnown: boolean): EstimatedMemory {
  const low = numberOf(json['would_save_low_bytes']);
  const high = numberOf(json['would_save_high_bytes']);
  const entries = Object.entries(memoryNames).map(([name, key]) => [key, numberOf(json[name])]);
  const {volatileBytes, ...certain} = Object.fromEntries(entries);
  return isKnown ? {...certain, volatileBytes, uncertaintyBytes: (high - low) / 2} : certain;
}

function ineligibleOf(value: unknown): IneligibleBytes {
  const json = objectOf(value);
  const found = Object.entries(ineligibleNames).flatMap(([name, kind]) => {
    const bytes = numberOf(json[name]);
    return bytes > 0 ? [[kind, bytes] as const] : [];
  });
  return Object.fromEntries(found);
}

function leftOutOf(json: Json, group: number): LeftOut {
  const reason = String(json['reason']);
  return {
    pid: numberOf(json['pid']),
    group,
    bytes: numberOf(json['memory_bytes']),
    reason: /^[\w ]{1,40}$/.test(reason) ? reason : 'unknown',
  };
}

function objectOf(value: unknown): Json {
  if (typeof value === 'object' && value !== null) return value as Json;
  throw new Error('not an estimate');
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
