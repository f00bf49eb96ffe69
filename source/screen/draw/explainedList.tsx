import {widthOf} from '../../text/width.js';
import {cutWords, wrapWords} from '../../text/wrap.js';
import {rowsZone} from '../mouse/rowsZone.js';
import {useZones} from '../mouse/useZones.js';
import {Line, paintLine, type Span} from './line.js';
import {windowStart} from './list.js';
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

/** A row each with what it means; that of the selected row is wrapped, the others are cut. */
export function ExplainedList(props: ExplainedListProps) {
  const {rows, selected, width, height, top, select, open} = props;
  const theme = useTheme();
  let extraLines = 0;
  const lines = rows.flatMap(({head, meaning}, row): Drawn[] => {
    const texts = head.map((span) => (typeof span === 'string' ? span : span[1]));
    const indent = 1 + widthOf(texts.join(''));
    const room = Math.max(20, width - indent - 1);
    if (row !== selected) {
      const shown = cutWords(meaning, room, theme.glyphs.ellipsis);
      return [{row, spans: [...head, ` ${shown}`]}];
    }
    const [first = '', ...more] = wrapWords(meaning, room);
    extraLines = more.length;
    return [
      {row, spans: [...head, ` ${first}`]},
      ...more.map((line) => ({row, spans: [' '.repeat(indent), line]})),
    ];
  });
  const start = windowStart(0, selected + extraLines, height, lines.length);
  const shown = lines.slice(start, start + height);
  const rowOfLine = shown.map(({row}) => row);
  useZones('panel', [rowsZone('rows', {top, width}, {rowOfLine, selected, select, open})]);
  return shown.map(({spans}, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line of the list is its place.
    <Line key={index} text={paintLine(theme, spans, width)} />
  ));
}
