import {widthOf} from './width.js';

const asciiSpelling: Readonly<Record<string, string>> = {
  '–': '-',
  '…': '~',
  '×': 'x',
  '·': '|',
  '↑': '^',
  '↓': 'v',
  '←': '<-',
  '→': '->',
  '≥': '>',
  '≤': '<',
  '±': '+-',
};

/** Rewrites a line for a terminal that only supports ASCII, keeping its width where possible. */
export function spellAscii(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(
    /[^\x20-\x7e]/gu,
    (character) => asciiSpelling[character] ?? '?'.repeat(widthOf(character)),
  );
}

/** Whether these environment variables select a UTF-8 locale. */
export function isUnicodeLocale({LC_ALL, LC_CTYPE, LANG}: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

/** How lines are spelled for the locale of these environment variables. */
export function spellingFor(environment: NodeJS.ProcessEnv): (text: string) => string {
  return isUnicodeLocale(environment) ? (text) => text : spellAscii;
}
