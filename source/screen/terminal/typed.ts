import type {Token} from './inputToken.js';
import {keysOf} from './keyNames.js';

/** What was typed, or pasted. */
export type Typed =
  | {kind: 'key'; key: string}
  /** Different characters at once: an unmarked paste, noise on a line, or typing held up. */
  | {kind: 'burst'; text: string; keys: readonly string[]}
  | {kind: 'paste'; text: string};

type Character = Extract<Token, {kind: 'character'}>;

/** A burst goes on with text that follows within this time: a long one comes in several reads. */
const togetherMs = 20;

/** A key that is held down does not repeat more often between two reads, and nobody types more. */
const longestTyping = 64;
/** Where so much comes at once, a key among it is noise, too: but for Ctrl-C. */
const longestReadBytes = 512;

/** Control characters too: noise is full of them. Ctrl-C leaves, whatever it comes with. */
function isText(token: Token): token is Character {
  return token.kind === 'character' && !isInterrupt(token);
}

function isInterrupt(token: Token): boolean {
  return token.kind === 'character' && token.character === '\u0003';
}

/**
 * Tells keys from text that nobody typed by hand: different characters in one read. The same one
 * several times is a key that is held down.
 */
export function createTypist(): (
  tokens: readonly Token[],
  nowMs: number,
  readBytes: number,
) => readonly Typed[] {
  let lastBurstMs = Number.NEGATIVE_INFINITY;

  function typedOfRun(run: readonly Character[], nowMs: number, isLong: boolean): readonly Typed[] {
    const keys = run.flatMap(keysOf);
    const isBurst =
      isLong ||
      nowMs - lastBurstMs < togetherMs ||
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
      // Each burst is a turn of the screen: noise is one.
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
