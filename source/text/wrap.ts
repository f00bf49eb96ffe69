import {cut, widthOf} from './width.js';

/** Breaks a text at spaces into lines of at most `width` columns; longer words are split. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = breakWord(word, width);
    line = pieces.pop() ?? '';
    // Not spread as arguments: an untrusted word may have any length.
    for (const piece of pieces) lines.push(piece);
  }
  return [...lines, line];
}

/** A sentence in at most `width` columns; one that is too long ends behind a word, in an ellipsis. */
export function cutWords(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text;
  const [first = ''] = wrapWords(text, width - 1 - widthOf(ellipsis));
  return `${first} ${ellipsis}`;
}

function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (widthOf(rest) > width) {
    // A character wider than the line gets a line of its own.
    const piece = cut(rest, width) || (rest.match(/./u)?.[0] ?? rest);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return rest === '' ? pieces : [...pieces, rest];
}
