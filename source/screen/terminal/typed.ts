import type {Token} from './inputToken.js';
import {keysOf} from './keyNames.js';

/** Typed or pasted input. */
export type Typed =
  | {kind: 'key'; key: string}
  /** Different characters at once: an unmarked paste, line noise, or delayed typing. */
  | {kind: 'burst'; text: string; keys: readonly string[]}
  | {kind: 'paste'; text: string};

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
    const isNoise = readBytes > longestReadBytes;
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
    }
    return [...typed, ...typedOfRun(run, nowMs, isLong)];
  };
}

function asKey(key: string): Typed {
  return {kind: 'key', key};
}
