import {createPen, type Pen} from './pen.js';
import {
  accepts,
  blankRow,
  differingSpans,
  endOf,
  findShift,
  firstDifference,
  type Row,
  readRow,
} from './row.js';
import {createStyles, plain, type Styles} from './styles.js';

/** What a terminal shows. */
export type Picture = {
  /** The bytes that change it to these lines; empty when they are shown already. */
  change: (lines: readonly string[], columns: number) => string;
  /** The content of the terminal is unknown from now on. */
  forget: () => void;
};

/** A line on the terminal, and its columns if they are certain. */
type Shown = {line: string; row: Row | undefined};

const eraseAll = '\u001b[H\u001b[2J';

export function createPicture(): Picture {
  const styles = createStyles();
  let shown: Shown[] = [];
  let width = 0;
  return {
    change(lines, columns) {
      const isNew = columns !== width || lines.length !== shown.length;
      if (isNew) {
        width = columns;
        const blank = {line: '', row: blankRow(columns)};
        shown = lines.map(() => blank);
      }
      const pen = createPen(styles, columns);
      for (const [number, line] of lines.entries()) {
        const before = shown[number];
        if (before?.line === line) continue;
        const row = readRow(line, columns, styles);
        shown[number] = {line, row};
        if (before?.row && row) drawRow(pen, styles, number, before.row, row);
        else pen.writeLine(number, line);
      }
      return (isNew ? eraseAll : '') + pen.finish();
    },
    forget() {
      shown = [];
    },
  };
}

/** Bytes that erase the rest of a line; fewer blanks are written instead. */
const eraseBytes = 3;

function drawRow(pen: Pen, styles: Styles, number: number, former: Row, after: Row): void {
  const first = firstDifference(former, after);
  const shift = findShift(former, after, first);
  if (shift) pen.shift(number, shift.from, shift.to);
  const before = shift?.row ?? former;
  const spans = differingSpans(before, after, first, styles);
  const last = spans.at(-1)?.end ?? 0;
  const end = endOf(after);
  const erases = last - end > eraseBytes;
  for (const {start, end: spanEnd} of spans) {
    drawSpan(pen, styles, number, after, start, erases ? Math.min(spanEnd, end) : spanEnd);
  }
  const from = spans.find((span) => span.end > end)?.start ?? end;
  if (erases) pen.eraseFrom(number, Math.max(end, from));
}

function drawSpan(pen: Pen, styles: Styles, number: number, row: Row, start: number, end: number) {
  let column = start;
  while (column < end) {
    const style = row.styles[column] ?? plain;
    let next = column + 1;
    while (next < end && accepts(row, next, style, styles)) next++;
    pen.write(number, column, style, row.text.slice(column, next));
    column = next;
  }
}
