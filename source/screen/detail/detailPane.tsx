import {memo} from 'react';
import type {HistoryPoint} from '../../model/sample/history.js';
import {fitWidth, widthOf} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';
import {Line, paintLine, type Span} from '../draw/line.js';
import {plotLines} from '../draw/plot.js';
import {type Style, type Theme, useTheme} from '../draw/theme.js';

/** What a pane shows of the selected row. */
export type Detail = {
  title: string;
  /** Written at the left, as many as fit. */
  lines: ReadonlyArray<readonly Span[]>;
  /** Saved bytes over the last samples, the newest last. */
  trend: readonly number[];
};

/** Narrower, neither text nor chart have room. */
const leastWidth = 110;
/** Lines of a view from which a list leaves room for a pane. */
const leastViewLines = 36;
/** Between text and chart. */
const gap = 3;
/** Left of the text. */
const indent = 1;

/** Lines of the pane below a list; 0: there is no room. */
export function detailLines(width: number, viewLines: number): number {
  if (width < leastWidth || viewLines < leastViewLines) return 0;
  return Math.min(22, Math.floor(viewLines * 0.4));
}

/** How wide the text of a pane is. */
export function detailTextWidth(width: number): number {
  return Math.floor((width - gap) / 2) - indent;
}

type DetailPaneProps = {
  detail: Detail | undefined;
  history: readonly HistoryPoint[];
  width: number;
  height: number;
};

/** Below a list: its selected row at length, at the left in words, at the right its trend. */
export const DetailPane = memo(function DetailPane(props: DetailPaneProps) {
  const theme = useTheme();
  return paneLines(theme, props).map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line of the pane is its place.
    <Line key={index} text={line} />
  ));
});

function paneLines(theme: Theme, {detail, history, width, height}: DetailPaneProps) {
  if (!detail) return Array.from({length: height}, () => ' '.repeat(width));
  const {title, lines, trend} = detail;
  const textWidth = indent + detailTextWidth(width);
  const chart = trendLines(theme, trend, history, {
    width: width - textWidth - gap,
    height: height - 1,
  });
  return [
    titleLine(theme, title, width),
    ...Array.from(
      {length: height - 1},
      (_, index) =>
        paintLine(theme, [' '.repeat(indent), ...(lines[index] ?? [])], textWidth) +
        ' '.repeat(gap) +
        (chart[index] ?? ''),
    ),
  ];
}

function titleLine(theme: Theme, title: string, width: number): string {
  const rule = theme.glyphs.chart[4];
  const shown = fitWidth(title, Math.min(width - 6, widthOf(theme.spell(title))));
  const left = width - 4 - widthOf(theme.spell(shown));
  return paintLine(
    theme,
    [['dim', rule.repeat(2)], ' ', ['accent', shown], ' ', ['dim', rule.repeat(left)]],
    width,
  );
}

function trendLines(
  theme: Theme,
  trend: readonly number[],
  history: readonly HistoryPoint[],
  {width, height}: {width: number; height: number},
): readonly string[] {
  const times = history.slice(-trend.length).map(({timeMs}) => timeMs);
  if (trend.length === 0 || times.length === 0) return Array(height).fill(' '.repeat(width));
  const series = {bytes: trend.slice(-times.length), style: 'accent', name: 'saved'} as const;
  return plotLines(theme, [series], times, {width, height});
}

/** A text in one style, wrapped, and indented but for its first line. */
export function wrapped(text: string, width: number, style: Style, indent = 0): Span[][] {
  return wrapWords(text, width - indent).map((line, index) => [
    ' '.repeat(index === 0 ? 0 : indent),
    [style, line],
  ]);
}
