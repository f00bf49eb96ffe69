import {isAnswer, type Token} from './inputToken.js';
import {keysOf} from './keyNames.js';
import {type MouseReport, mouseReportOf} from './mouseReport.js';

/** Typed or pasted input, and what the mouse did. */
export type Typed =
  | {kind: 'key'; key: string}
  /** Different characters at once: an unmarked paste, line noise, or delayed typing. */
  | {kind: 'burst'; text: string; keys: readonly string[]}
  | {kind: 'paste'; text: string}
  | MouseInput;

/** @param count Wheel: notches that came at once. */
export type MouseInput = {kind: 'mouse'; report: MouseReport; count: number};

type Character = Extract<Token, {kind: 'character'}>;

/** Text that follows within this time belongs to the burst, which may come in several reads. */
const burstGapMs = 20;

/** More characters than a held key or a person sends between two reads. */
const longestTyping = 64;
/** In a longer read everything but Ctrl-C is noise. */
const longestReadBytes = 512;

/** Control characters count as text, as in noise, except Ctrl-C, which always quits. */
function isText(token: Token): token is Character {
  return token.kind === 'character' && !isInterrupt(token);
}

function isInterrupt(token: Token): boolean {
  return token.kind === 'character' && token.character === '\u0003';
}

/** Separates keys from bursts: different characters in one read. Repeats of one are a held key. */
export function createBurstDetector(): (
  tokens: readonly Token[],
  nowMs: number,
  readBytes: number,
) => readonly Typed[] {
  let lastBurstMs = Number.NEGATIVE_INFINITY;

  function typedOfRun(run: readonly Character[], nowMs: number, isLong: boolean): readonly Typed[] {
    const keys = run.flatMap(keysOf);
    const isBurst =
      isLong ||
      nowMs - lastBurstMs < burstGapMs ||
      run.some(({character}) => character !== run[0]?.character);
    if (!isBurst || run.length === 0) return keys.map(asKey);
    lastBurstMs = nowMs;
    return [{kind: 'burst', text: run.map(({character}) => character).join(''), keys}];
  }

  return (tokens, nowMs, readBytes) => {
    const typed: Typed[] = [];
    let run: Character[] = [];
    // Over a slow line, many turns of the wheel come at once.
    const isNoise = readBytes > longestReadBytes && !tokens.every(isReport);
    const isLong = isNoise || tokens.filter(isText).length > longestTyping;
    for (const token of tokens) {
      if (isText(token)) {
        run.push(token);
        continue;
      }
      // Dropped, so that noise stays one burst, which redraws the screen once.
      if (isNoise && token.kind !== 'paste' && !isInterrupt(token)) continue;
      typed.push(...typedOfRun(run, nowMs, isLong));
      run = [];
      typed.push(...(token.kind === 'paste' ? [token] : keysOf(token).map(asKey)));
      const report = mouseReportOf(token);
      if (report) addReport(typed, report);
    }
    return [...typed, ...typedOfRun(run, nowMs, isLong)];
  };
}

function isReport(token: Token): boolean {
  return isAnswer(token) || mouseReportOf(token) !== undefined;
}

/** Turns of the wheel at one place become one. */
function addReport(typed: Typed[], report: MouseReport): void {
  const last = typed.at(-1);
  const isSame =
    last?.kind === 'mouse' &&
    report.button !== 'left' &&
    (['button', 'line', 'column'] as const).every((name) => last.report[name] === report[name]);
  if (isSame) typed[typed.length - 1] = {...last, count: last.count + 1};
  else typed.push({kind: 'mouse', report, count: 1});
}

function asKey(key: string): Typed {
  return {kind: 'key', key};
}
