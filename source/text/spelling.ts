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
};

/** Rewrites one line of text for a terminal that knows ASCII alone. */
export function spellAscii(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(
    /[^\x20-\x7e]/gu,
    (character) => asciiSpelling[character] ?? '?'.repeat(widthOf(character)),
  );
}

/** Whether the locale of these environment variables is one of UTF-8. */
export function isUnicodeLocale({LC_ALL, LC_CTYPE, LANG}: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}
