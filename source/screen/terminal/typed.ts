import type {Token} from './inputToken.js';
import {keysOf} from './keyNames.js';

/** What was typed, or pasted. */
export type Typed =
  | {kind: 'key'; key: string}
  /** Different characters at once: a paste that the terminal did not mark, or typing held up. */
  | {kind: 'burst'; keys: readonly string[]}
  | {kind: 'paste'; text: string};

type Character = Extract<Token, {kind: 'character'}>;

/** Text that goes on within this time is of one burst, however it was split. */
const togetherMs = 20;

/** What a paste consists of; other control characters are keys. */
function isText(token: Token): token is Character {
  return (
    token.kind === 'character' && !(token.character < ' ' && !/[\r\n\t]/.test(token.character))
  );
}

/**
 * Tells keys from text that nobody typed by hand: different characters in one read. The same one
 * several times is a key that is held down.
 */
export function createTypist(): (tokens: readonly Token[], nowMs: number) => readonly Typed[] {
  /** The text that the read before ended in. */
  let last: {character: string; isBurst: boolean; ms: number} | undefined;

  function typedOfRun(run: readonly Character[], nowMs: number): readonly Typed[] {
    const before = last && nowMs - last.ms < togetherMs ? last : undefined;
    const [first] = run;
    const newest = run.at(-1);
    if (!first || !newest) return [];
    const expected = before?.character ?? first.character;
    const isBurst = before?.isBurst || run.some(({character}) => character !== expected);
    last = {character: newest.character, isBurst: isBurst === true, ms: nowMs};
    const keys = run.flatMap(keysOf);
    return isBurst ? [{kind: 'burst', keys}] : keys.map(asKey);
  }

  return (tokens, nowMs) => {
    const typed: Typed[] = [];
    let run: Character[] = [];
    for (const token of tokens) {
      if (isText(token)) {
        run.push(token);
        continue;
      }
      typed.push(...typedOfRun(run, nowMs));
      run = [];
      last = undefined;
      typed.push(...(token.kind === 'paste' ? [token] : keysOf(token).map(asKey)));
    }
    return [...typed, ...typedOfRun(run, nowMs)];
  };
}

function asKey(key: string): Typed {
  return {kind: 'key', key};
}
