import {lineEnd, readSigned, startsWith} from '../bytes.js';

/**
 * `/proc/PID/ksm_stat` (6.1) or `ksm_merging_pages` (5.19); each key since the release named. Not
 * checked: some kernels let these counts fall below zero, which the model rejects.
 */
export type ProcessKsm = {
  /** 6.1: pages of this process that ksmd tracks. */
  rmapItems?: number;
  /** 6.6: zero-filled pages replaced by the kernel zero page. */
  zeroPages?: number;
  /** 5.19: merged pages of this process, including the kept page of each group. */
  mergingPages?: number;
  /** 6.4: bytes saved minus bytes of metadata; signed. */
  profitBytes?: number;
  /** 6.14: opted in by prctl(PR_SET_MEMORY_MERGE). */
  mergeAny?: boolean;
  /** 6.14: some of its memory is offered, by prctl or madvise. */
  mergeable?: boolean;
};

type Key = {word: Uint8Array} & (
  | {type: 'number'; field: 'rmapItems' | 'zeroPages' | 'mergingPages' | 'profitBytes'}
  | {type: 'flag'; field: 'mergeAny' | 'mergeable'}
);

const encoder = new TextEncoder();

/** In the kernel's order, so that the next line mostly has the next key. */
const keys: readonly Key[] = [
  {word: encoder.encode('ksm_rmap_items'), type: 'number', field: 'rmapItems'},
  {word: encoder.encode('ksm_zero_pages'), type: 'number', field: 'zeroPages'},
  {word: encoder.encode('ksm_merging_pages'), type: 'number', field: 'mergingPages'},
  {word: encoder.encode('ksm_process_profit'), type: 'number', field: 'profitBytes'},
  {word: encoder.encode('ksm_merge_any'), type: 'flag', field: 'mergeAny'},
  {word: encoder.encode('ksm_mergeable'), type: 'flag', field: 'mergeable'},
];

const yes = encoder.encode('yes');
const no = encoder.encode('no');
const space = 32;
const colon = 58;

/**
 * Parses `/proc/PID/ksm_stat`: lines `key value`, some keys followed by a colon.
 * The file is empty for kernel threads and zombies, which gives an empty object.
 */
export function parseKsmStat(bytes: Uint8Array, length = bytes.length): ProcessKsm {
  const result: ProcessKsm = {};
  let next = 0;
  for (let start = 0; start < length; ) {
    const end = lineEnd(bytes, start, length);
    for (let tries = 0; tries < keys.length; tries++) {
      const key = keys[(next + tries) % keys.length] as Key;
      const at = valueStart(bytes, start, end, key.word);
      if (at > 0) {
        take(result, key, bytes, at, end);
        next += tries + 1;
        break;
      }
    }

    start = end + 1;
  }

  return result;
}

/** Parses `/proc/PID/ksm_merging_pages` (5.19), a number of pages; absent: empty or invalid. */
export function parseKsmMergingPages(bytes: Uint8Array, length = bytes.length): number | undefined {
  const value = readSigned(bytes, 0, lineEnd(bytes, 0, length));
  return Number.isNaN(value) ? undefined : value;
}

function take(result: ProcessKsm, key: Key, bytes: Uint8Array, start: number, end: number): void {
  if (key.type === 'flag') {
    if (end - start === 3 && startsWith(bytes, start, yes)) {
      result[key.field] = true;
    } else if (end - start === 2 && startsWith(bytes, start, no)) {
      result[key.field] = false;
    }

    return;
  }

  const value = readSigned(bytes, start, end);
  if (!Number.isNaN(value)) {
    result[key.field] = value;
  }
}

/** Index at which the value of this key begins; 0: the line has another key. */
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
