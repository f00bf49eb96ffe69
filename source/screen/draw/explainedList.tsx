import {widthOf} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';
import {Line, paintLine, type Span} from './line.js';
import {windowStart} from './list.js';
import {useTheme} from './theme.js';

export type ExplainedRow = {head: readonly Span[]; meaning: string};

type ExplainedListProps = {
  rows: readonly ExplainedRow[];
  selected: number;
  width: number;
  height: number;
};

/** A row each with what it means; that of the selected row is wrapped, the others are cut. */
export function ExplainedList({rows, selected, width, height}: ExplainedListProps) {
  const theme = useTheme();
  let extraLines = 0;
  const lines = rows.flatMap(({head, meaning}, index): Array<readonly Span[]> => {
    if (index !== selected) return [[...head, ` ${meaning}`]];
    const texts = head.map((span) => (typeof span === 'string' ? span : span[1]));
    const indent = 1 + widthOf(texts.join(''));
    const [first = '', ...more] = wrapWords(meaning, Math.max(20, width - indent - 1));
    extraLines = more.length;
    return [[...head, ` ${first}`], ...more.map((line) => [' '.repeat(indent), line])];
  });
  const start = windowStart(0, selected + extraLines, height, lines.length);
  return lines.slice(start, start + height).map((spans, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line of the list is its place.
    <Line key={index} text={paintLine(theme, spans, width)} />
  ));
}
