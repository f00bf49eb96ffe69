import {widthOf} from '../../text/width.js';
import {cutWords, wrapWords} from '../../text/wrap.js';
import {rowsZone} from '../mouse/rowsZone.js';
import {useZones} from '../mouse/useZones.js';
import {Line, paintLine, type Span} from './line.js';
import {windowStart} from './list/list.js';
import {useTheme} from './theme.js';

export type ExplainedRow = {head: readonly Span[]; meaning: string};

type Drawn = {row: number; spans: readonly Span[]};

type ExplainedListProps = {
  rows: readonly ExplainedRow[];
  selected: number;
  width: number;
  height: number;
  /** Its first line on the screen. */
  top: number;
  select: (row: number) => void;
  /** A click on the selected row. */
  open: () => void;
};

/** A row each with what it means: in full where there is room for all, else for the selected row. */
export function ExplainedList(props: ExplainedListProps) {
  const {rows, selected, width, height, top, select, open} = props;
  const theme = useTheme();
  const inFull = rows.map((each, row) => wrapped(each, row, width));
  const lines =
    inFull.flat().length <= height
      ? inFull.flat()
      : rows.flatMap((each, row) =>
          row === selected
            ? (inFull[row] ?? [])
            : [{row, spans: shortened(each, width, theme.glyphs.ellipsis)}],
        );
  const last = lines.findLastIndex(({row}) => row === selected);
  const start = windowStart(0, last, height, lines.length);
  const shown = lines.slice(start, start + height);
  const rowOfLine = shown.map(({row}) => row);
  useZones('panel', [rowsZone('rows', {top, width}, {rowOfLine, selected, select, open})]);
  return shown.map(({spans}, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line of the list is its place.
    <Line key={index} text={paintLine(theme, spans, width)} />
  ));
}

function wrapped({head, meaning}: ExplainedRow, row: number, width: number): Drawn[] {
  const indent = indentOf(head);
  const [first = '', ...more] = wrapWords(meaning, roomOf(indent, width));
  return [
    {row, spans: [...head, ` ${first}`]},
    ...more.map((line) => ({row, spans: [' '.repeat(indent), line]})),
  ];
}

function shortened({head, meaning}: ExplainedRow, width: number, ellipsis: string): Span[] {
  return [...head, ` ${cutWords(meaning, roomOf(indentOf(head), width), ellipsis)}`];
}

/** Columns before a meaning. */
function indentOf(head: readonly Span[]): number {
  const texts = head.map((span) => (typeof span === 'string' ? span : span[1]));
  return 1 + widthOf(texts.join(''));
}

function roomOf(indent: number, width: number): number {
  return Math.max(20, width - indent - 1);
}
