import {isPreloadLibrary, preloadRules} from './preloadLibrary.js';

/** Why a loader reads an entry of a preload list as another name than was intended. */
export type PreloadFlaw =
  | 'quotes'
  | 'carriage return'
  | 'comma'
  | 'semicolon'
  | 'white space'
  | 'assignment'
  | 'home'
  | 'variable'
  | 'backslash'
  | 'specifier'
  | 'wildcard';

/** The most specific first: one entry may have several. */
const flaws: ReadonlyArray<readonly [flaw: PreloadFlaw, sign: RegExp]> = [
  ['carriage return', /\r/],
  ['quotes', /["'`«»‘’‚“”„]/],
  ['comma', /,/],
  ['semicolon', /;/],
  ['white space', /[\0-\x1f\x7f\u00a0\u2000-\u200f\u2028\u2029\ufeff]/],
  ['assignment', /^[A-Za-z_]\w*=/],
  ['home', /^~/],
  ['variable', /\$(?!\{(?:LIB|PLATFORM|ORIGIN)\}|(?:LIB|PLATFORM|ORIGIN)(?!\w))/],
  ['backslash', /\\/],
  ['specifier', /%/],
  ['wildcard', /[*?[\]]/],
];

/** PATH_MAX: loaders skip longer entries. */
const pathMax = 4096;

/** Why a loader finds no library by this entry; absent: no flaw is known. */
export function flawOf(entry: string): PreloadFlaw | undefined {
  return flaws.find(([, sign]) => sign.test(entry))?.[0];
}

/**
 * The entry of a preload list that names a KSM library, preferably one without flaws; absent: none
 * does.
 */
export function findRequest(list: readonly string[], rules = preloadRules): string | undefined {
  const entries = list.filter(({length}) => length < pathMax);
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
