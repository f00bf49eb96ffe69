import {isSingleWidth} from '../../../text/width.js';
import {plain, type StyleNumber, type Styles} from './styles.js';

/** One line of the screen, with one character and one style per column. */
export type Row = {text: string; styles: readonly StyleNumber[]};

const sequences = /(\u001b\[[\d;:]*m)/;

/**
 * Reads a line of text and style sequences; undefined when terminals may disagree about the width of
 * a character. A blank has only the style that shows on it.
 */
export function readRow(line: string, columns: number, known: Styles): Row | undefined {
  let text = '';
  let style = plain;
  // Preallocated and filled by index: this runs for every column of every changed row.
  const styles = new Array<StyleNumber>(columns).fill(plain);
  const parts = line.split(sequences);
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as string;
    if (index % 2 === 1) {
      style = known.after(style, part);
      continue;
    }
    const start = text.length;
    text += part;
    if (text.length > columns) return undefined;
    const onBlank = known.isVisibleOnBlank(style) ? style : plain;
    for (let at = 0; at < part.length; at++)
      styles[start + at] = part[at] === ' ' ? onBlank : style;
  }
  return isSingleWidth(text) ? {text: text.padEnd(columns), styles} : undefined;
}

export function blankRow(columns: number): Row {
  return {text: ' '.repeat(columns), styles: new Array<StyleNumber>(columns).fill(plain)};
}

/** Whether a column looks the same in this style: it has it, or is a blank that shows none. */
export function accepts(row: Row, column: number, style: StyleNumber, known: Styles): boolean {
  const own = row.styles[column];
  if (own === style) return true;
  return own === plain && row.text[column] === ' ' && !known.isVisibleOnBlank(style);
}

/** The columns from `start` to before `end`. */
export type Span = {start: number; end: number};

/** The first column in which two rows differ; the width when they are equal. */
export function firstDifference(before: Row, after: Row): number {
  let column = 0;
  while (column < after.text.length && isSame(before, column, after, column)) column++;
  return column;
}

/** Where two rows differ from `first` on, joined where rewriting a gap is shorter than a move. */
export function differingSpans(before: Row, after: Row, first: number, known: Styles): Span[] {
  const spans: Span[] = [];
  for (let column = first; column < after.text.length; column++) {
    if (isSame(before, column, after, column)) continue;
    const last = spans.at(-1);
    if (last && isCheap(after, last.end, column, known)) last.end = column + 1;
    else spans.push({start: column, end: column + 1});
  }
  return spans;
}

/** Bytes of a cursor move within a line. */
const moveBytes = 4;

function isCheap(row: Row, start: number, end: number, known: Styles): boolean {
  if (end - start > moveBytes) return false;
  const style = row.styles[start - 1] ?? plain;
  let bytes = 0;
  for (let column = start; column < end; column++) {
    if (!accepts(row, column, style, known)) return false;
    bytes += bytesAt(row.text, column);
  }
  return bytes <= moveBytes;
}

/** The column after which there are only plain blanks. */
export function endOf({text, styles}: Row): number {
  let end = text.length;
  while (end > 0 && text[end - 1] === ' ' && styles[end - 1] === plain) end--;
  return end;
}

/** Columns that moved left by one, as a sparkline does, and the row after that shift. */
export type Shift = {from: number; to: number; row: Row};

/** Bytes of a shift and its cursor moves. */
const shiftBytes = 24;

/** The shift from `first` on that saves most bytes, if one does. */
export function findShift(before: Row, after: Row, first: number): Shift | undefined {
  let best: {from: number; to: number; savedBytes: number} | undefined;
  let from = first;
  let savedBytes = 0;
  for (let column = first; column < after.text.length; column++) {
    if (isSame(after, column, before, column + 1)) {
      if (!isSame(after, column, before, column)) savedBytes += bytesAt(after.text, column);
      continue;
    }
    if (savedBytes > (best?.savedBytes ?? shiftBytes)) best = {from, to: column, savedBytes};
    from = column + 1;
    savedBytes = 0;
  }
  if (!best) return undefined;
  const {from: start, to} = best;
  const {text, styles} = before;
  return {
    from: start,
    to,
    row: {
      text: `${text.slice(0, start)}${text.slice(start + 1, to + 1)} ${text.slice(to + 1)}`,
      styles: styles.toSpliced(start, 1).toSpliced(to, 0, plain),
    },
  };
}

function isSame(one: Row, column: number, other: Row, otherColumn: number): boolean {
  return (
    one.text.charCodeAt(column) === other.text.charCodeAt(otherColumn) &&
    one.styles[column] === other.styles[otherColumn]
  );
}

/** Bytes in UTF-8 of a character that is one code unit. */
function bytesAt(text: string, column: number): number {
  const code = text.charCodeAt(column);
  return code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
}
