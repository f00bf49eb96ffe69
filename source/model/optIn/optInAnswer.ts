import {amountOf, objectOf, optionalOf, textOf, wholeOf} from '../../text/untrustedJson.js';
import {withoutUnknown} from '../derive/unknown.js';
import type {OptInOutcome} from './optInResult.js';
import type {OptInWay} from './optInTarget.js';
import type {Refusal, RefusalName} from './refusals.js';

/** One process in the JSON of `ksmtop optin` or `optout` on another host. */
export type AnsweredProcess = {
  pid: number;
  startTicks: number;
  command: string;
  containerId: string;
  /** `possible`: in a dry run. */
  result: Exclude<OptInOutcome, 'unknown'> | 'possible';
  way?: OptInWay;
  refusal?: Refusal;
  calls?: number;
  stoppedMicroseconds?: number;
  windowMicroseconds?: number;
  unregistered?: string;
  mergedPages?: number;
  hugeBytes?: number;
};

const results: ReadonlySet<string> = new Set<AnsweredProcess['result']>([
  ...(['opted-in', 'opted-out', 'already', 'refused', 'gone', 'possible'] as const),
]);

const mostProcesses = 100_000;
const longestProcess = 65_536;
const longestName = 200;
const longestId = 4096;
const longestReason = 300;

/** Reads the answer in pieces, as it comes. It may be hostile. */
export type OptInAnswer = {
  /** Throws when it is no such answer. */
  push(text: string): void;
  /** Whether it is complete. */
  readonly isWhole: boolean;
};

/**
 * Hands over each process as soon as it is there: `{"processes":[{…},{…}]}`. What login scripts
 * print before a line that begins with a brace is skipped.
 */
export function createOptInAnswer(take: (process: AnsweredProcess) => void): OptInAnswer {
  let place: 'before' | 'line' | 'inside' | 'after' = 'line';
  let depth = 0;
  let isQuoted = false;
  let isEscaped = false;
  /** The beginning of a process whose end has not come yet. */
  let pending = '';
  let count = 0;

  function end(process: string): void {
    if (++count > mostProcesses) throw new Error('too many processes');
    if (process.length > longestProcess) throw new Error('too long a process');
    take(processOf(JSON.parse(process)));
  }

  /** Whether a process begins or ends with this character. */
  function edgeAt(character: string): 'begin' | 'end' | undefined {
    if (isQuoted) {
      if (character === '"' && !isEscaped) isQuoted = false;
      isEscaped = character === '\\' && !isEscaped;
    } else if (character === '"') isQuoted = true;
    else if (character === '{' || character === '[') {
      if (++depth === processDepth) return 'begin';
    } else if (character === '}' || character === ']') {
      if (depth-- === processDepth) return 'end';
      if (depth === 0) place = 'after';
    }
    return undefined;
  }

  return {
    push(text) {
      let begin = 0;
      for (let index = 0; index < text.length && place !== 'after'; index++) {
        const character = text.charAt(index);
        if (place === 'line' && character === '{') place = 'inside';
        if (place !== 'inside') {
          place = character === '\n' ? 'line' : 'before';
          continue;
        }
        const edge = edgeAt(character);
        if (edge === 'begin') begin = index;
        if (edge !== 'end') continue;
        end(pending + text.slice(begin, index + 1));
        pending = '';
      }
      if (depth >= processDepth) pending += text.slice(begin);
      if (pending.length > longestProcess) throw new Error('too long a process');
    },
    get isWhole() {
      return place === 'after';
    },
  };
}

/** Below the object and its list. */
const processDepth = 3;

function processOf(value: unknown): AnsweredProcess {
  const json = objectOf(value);
  const refusal = refusalOf(json['reason'], json['explanation']);
  const more = {
    way: wayOf(json['way']),
    calls: optionalOf(json['stops'], wholeOf),
    stoppedMicroseconds: optionalOf(json['stopped_microseconds'], amountOf),
    windowMicroseconds: optionalOf(json['window_microseconds'], amountOf),
    mergedPages: optionalOf(json['merged_pages'], wholeOf),
    hugeBytes: optionalOf(json['huge_page_bytes'], wholeOf),
    unregistered: optionalOf(json['unregistered'], (text) => textOf(text, longestReason)),
  };
  return {
    pid: wholeOf(json['pid']),
    startTicks: wholeOf(json['start_ticks']),
    command: textOf(json['command'], longestName),
    containerId: idOf(json['container']),
    result: resultOf(json['result']),
    ...(refusal && {refusal}),
    ...withoutUnknown(more),
  };
}

/** As untrusted as in a sample. */
function idOf(value: unknown): string {
  if (typeof value === 'string' && value.length <= longestId) return value;
  throw new Error('id expected');
}

function resultOf(value: unknown): AnsweredProcess['result'] {
  if (typeof value === 'string' && results.has(value)) return value as AnsweredProcess['result'];
  throw new Error('result expected');
}

/** A newer ksmtop may have another. */
function wayOf(value: unknown): OptInWay | undefined {
  return value === 'prctl' || value === 'madvise' ? value : undefined;
}

/** A newer ksmtop has reasons that this one does not know, with a sentence for each. */
function refusalOf(reason: unknown, explanation: unknown): Refusal | undefined {
  if (reason === undefined) return undefined;
  if (typeof reason !== 'string' || !/^[a-z-]{1,40}$/.test(reason)) throw new Error('no reason');
  return {name: reason as RefusalName, text: textOf(explanation, longestReason)};
}
