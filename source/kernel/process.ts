import {lineEnd, readSigned, readUnsigned, startsWith} from './bytes.js';

/** `/proc/PID/ksm_stat` (6.1+) or `ksm_merging_pages` (5.19); each key since the release named. */
export type ProcessKsm = {
  /** 6.1: pages of this process that ksmd keeps track of. */
  rmapItems?: number;
  /** 6.6: empty pages replaced by the kernel zero page. */
  zeroPages?: number;
  /** 5.19: pages of this process that are merged; counts the kept page too. */
  mergingPages?: number;
  /** 6.4: signed. */
  profitBytes?: number;
  /** 6.14: opted in by prctl(PR_SET_MEMORY_MERGE). */
  mergeAny?: boolean;
  /** 6.14: some of its memory is offered, whichever way. */
  mergeable?: boolean;
};

type CountKey = 'rmapItems' | 'zeroPages' | 'mergingPages' | 'profitBytes';
type FlagKey = 'mergeAny' | 'mergeable';

const counts = [
  ['ksm_rmap_items', 'rmapItems'],
  ['ksm_zero_pages', 'zeroPages'],
  ['ksm_merging_pages', 'mergingPages'],
  ['ksm_process_profit', 'profitBytes'],
] as const satisfies ReadonlyArray<readonly [string, CountKey]>;

const flags = [
  ['ksm_merge_any', 'mergeAny'],
  ['ksm_mergeable', 'mergeable'],
] as const satisfies ReadonlyArray<readonly [string, FlagKey]>;

const encoder = new TextEncoder();
const countWords = counts.map(([word, key]) => ({word: encoder.encode(word), key}));
const flagWords = flags.map(([word, key]) => ({word: encoder.encode(word), key}));
const yes = encoder.encode('yes');
const no = encoder.encode('no');
const space = 32;
const colon = 58;

/**
 * `/proc/PID/ksm_stat`: `key value` lines, some keys with a colon behind them.
 * Empty for kernel threads and zombies, which gives an empty object.
 */
export function parseKsmStat(bytes: Uint8Array, length = bytes.length): ProcessKsm {
  const result: ProcessKsm = {};
  let start = 0;
  while (start < length) {
    const end = lineEnd(bytes, start, length);
    parseLine(result, bytes, start, end);
    start = end + 1;
  }

  return result;
}

/** `/proc/PID/ksm_merging_pages` (5.19): a bare number of pages; absent when empty or nonsense. */
export function parseKsmMergingPages(bytes: Uint8Array, length = bytes.length): number | undefined {
  const value = readUnsigned(bytes, 0, lineEnd(bytes, 0, length));
  return Number.isNaN(value) ? undefined : value;
}

function parseLine(result: ProcessKsm, bytes: Uint8Array, start: number, end: number): void {
  for (const {word, key} of countWords) {
    const at = valueStart(bytes, start, end, word);
    if (at > 0) {
      const value =
        key === 'profitBytes' ? readSigned(bytes, at, end) : readUnsigned(bytes, at, end);
      if (!Number.isNaN(value)) {
        result[key] = value;
      }

      return;
    }
  }

  for (const {word, key} of flagWords) {
    const at = valueStart(bytes, start, end, word);
    if (at > 0) {
      if (startsWith(bytes, at, yes) && at + 3 === end) {
        result[key] = true;
      } else if (startsWith(bytes, at, no) && at + 2 === end) {
        result[key] = false;
      }

      return;
    }
  }
}

/** Where the value of this key begins; 0 when the line has another key. */
function valueStart(bytes: Uint8Array, start: number, end: number, word: Uint8Array): number {
  if (!startsWith(bytes, start, word)) {
    return 0;
  }

  let at = start + word.length;
  if (bytes[at] === colon) {
    at++;
  }

  if (bytes[at] !== space) {
    return 0;
  }

  while (bytes[at] === space && at < end) {
    at++;
  }

  return at;
}
