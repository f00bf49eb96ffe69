import {isPreloadLibrary, preloadRules} from './preloadLibrary.js';

/** Why a loader takes an entry of a preload list for another name than was meant. */
export type PreloadFlaw =
  | 'quotes'
  | 'carriage return'
  | 'comma'
  | 'semicolon'
  | 'white space'
  | 'assignment'
  | 'home'
  | 'variable';

/** The most specific first: one entry may have several. */
const flaws: ReadonlyArray<readonly [flaw: PreloadFlaw, sign: RegExp]> = [
  ['carriage return', /\r/],
  ['quotes', /["'`«»‘’‚“”„]/],
  ['comma', /,/],
  ['semicolon', /;/],
  ['white space', /[\0-\x1f\x7f\u00a0\u2000-\u200f\u2028\u2029\ufeff]/],
  ['assignment', /^[A-Za-z_]\w*=/],
  ['home', /^~/],
  ['variable', /\$(?!\{?(?:LIB|PLATFORM|ORIGIN)(?:\}|\W|$))/],
];

/** Loaders pass over longer ones: no path is so long. */
const longest = 4096;

/** Why a loader finds nothing by this entry; absent: nothing speaks against it. */
export function flawOf(entry: string): PreloadFlaw | undefined {
  return flaws.find(([, sign]) => sign.test(entry))?.[0];
}

/**
 * The entry of a preload list that asks for a KSM library; a flawed one if no other does: it was
 * meant to. Absent: none does.
 */
export function findRequest(list: readonly string[], rules = preloadRules): string | undefined {
  const entries = list.filter(({length}) => length < longest);
  const names = entries.filter((entry) => isPreloadLibrary(entry, rules));
  return (
    names.find((entry) => flawOf(entry) === undefined) ??
    names[0] ??
    entries.find((entry) => wordsIn(entry).some((word) => isPreloadLibrary(word, rules)))
  );
}

function wordsIn(entry: string): string[] {
  return entry.split(/[^\w@%+=./~${}-]+/);
}
