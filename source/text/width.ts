import stringWidth from 'string-width';

/** Characters that take one column on any terminal: ASCII, Latin-1 and what ksmtop draws. */
const singleWidth = /^[\x20-\x7e\xa1-\xac\xae-\xff–…←-↙─-▟▰▱▲▴▶▸▼▾◀○●⠀-⣿]*$/;

/** Created when first needed, because that takes several milliseconds. */
let segmenter: Intl.Segmenter | undefined;

/** Whether every character of a text takes one column on any terminal. */
export function isSingleWidth(text: string): boolean {
  return singleWidth.test(text);
}

/** Number of columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  return isSingleWidth(text) ? text.length : stringWidth(text);
}

/** Cuts a text to at most `width` columns, never inside a character. */
export function cut(text: string, width: number): string {
  if (isSingleWidth(text)) return text.length <= width ? text : text.slice(0, Math.max(0, width));
  segmenter ??= new Intl.Segmenter();
  let used = 0;
  let end = 0;
  for (const {segment, index} of segmenter.segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** Cuts or pads a text to exactly `width` columns; a cut text ends in an ellipsis. */
export function fitWidth(text: string, width: number, ellipsis = '…'): string {
  const columns = widthOf(text);
  if (columns === width) return text;
  if (columns < width) return text + ' '.repeat(width - columns);
  const shortened = cut(text, width - 1) + cut(ellipsis, width);
  return shortened + ' '.repeat(Math.max(0, width - widthOf(shortened)));
}

/** Pads a text on the left to `width` columns. */
export function alignRight(text: string, width: number): string {
  const columns = widthOf(text);
  return columns < width ? ' '.repeat(width - columns) + text : text;
}
