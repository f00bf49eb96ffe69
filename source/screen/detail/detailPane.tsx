import {memo} from 'react';
import {clockTime} from '../../text/clock.js';
import {formatBytes} from '../../text/units.js';
import {fitWidth, widthOf} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';
import {plotLines, plottedAt} from '../draw/chart/plot.js';
import {Line, paintLine, type Span} from '../draw/line.js';
import {type Style, type Theme, useTheme} from '../draw/theme.js';
import {useZones} from '../mouse/useZones.js';
import type {Zone} from '../mouse/zone.js';

/** What a pane shows of the selected row. */
export type Detail = {
  title: string;
  /** Written at the left, as many as fit. */
  lines: ReadonlyArray<readonly Span[]>;
  /** Saved bytes over the last samples, the newest last. */
  trend: readonly number[];
  /** When these were read, milliseconds since 1970; absent: with the last samples of the model. */
  times?: readonly number[];
};

/** Narrower, neither text nor chart have room. */
const leastWidth = 110;
/** Lines of a view from which a list leaves room for a pane. */
const leastViewLines = 36;
/** Between text and chart. */
const gap = 3;
/** Left of the text. */
const indent = 1;
const titleLines = 1;

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
  /** When the last samples of the model were taken. */
  history: ReadonlyArray<{timeMs: number}>;
  width: number;
  height: number;
  /** Its first line on the screen. */
  top: number;
  remark: (text: string) => void;
};

/** Below a list: its selected row at length, at the left in words, at the right its trend. */
export const DetailPane = memo(function DetailPane(props: DetailPaneProps) {
  const theme = useTheme();
  useZones('detail', chartZones(props));
  return paneLines(theme, props).map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line of the pane is its place.
    <Line key={index} text={line} />
  ));
});

/** Where the trend begins. */
const chartLeft = (width: number) => indent + detailTextWidth(width) + gap;

/** The trend of the row, which shows its values under the pointer. */
function chartZones({detail, history, width, height, top, remark}: DetailPaneProps): Zone[] {
  const left = chartLeft(width);
  const {trend, times} = timedTrend(detail, history);
  const zone: Zone = {
    id: 'detail',
    ...{top: top + titleLines, left, height: height - titleLines, width: width - left},
    at({column}) {
      const index = plottedAt(column, trend.length, width - left);
      const timeMs = times[index ?? -1];
      if (index === undefined || timeMs === undefined) return undefined;
      const text = `${clockTime(timeMs)}: saved ${formatBytes(trend[index])}`;
      return {kind: 'value', tell: () => remark(text)};
    },
  };
  return [zone];
}

function paneLines(theme: Theme, {detail, history, width, height}: DetailPaneProps) {
  if (!detail) return Array.from({length: height}, () => ' '.repeat(width));
  const {title, lines} = detail;
  const textWidth = indent + detailTextWidth(width);
  const chart = trendLines(theme, detail, history, {
    width: width - chartLeft(width),
    height: height - titleLines,
  });
  return [
    titleLine(theme, title, width),
    ...Array.from(
      {length: height - titleLines},
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
  detail: Detail,
  history: DetailPaneProps['history'],
  {width, height}: {width: number; height: number},
): readonly string[] {
  const {trend: bytes, times} = timedTrend(detail, history);
  if (bytes.length === 0) return Array(height).fill(' '.repeat(width));
  const series = {bytes, style: 'accent', name: 'saved'} as const;
  return plotLines(theme, [series], times, {width, height});
}

/** The values of a trend, and when they were read; as many of both. */
function timedTrend(detail: Detail | undefined, history: DetailPaneProps['history']) {
  const {trend = [], times = history.map(({timeMs}) => timeMs)} = detail ?? {};
  const count = Math.min(trend.length, times.length);
  const newest = (values: readonly number[]) => values.slice(values.length - count);
  return {trend: newest(trend), times: newest(times)};
}

/** A text in one style, wrapped, and indented but for its first line. */
export function wrapped(text: string, width: number, style: Style, indent = 0): Span[][] {
  return wrapWords(text, width - indent).map((line, index) => [
    ' '.repeat(index === 0 ? 0 : indent),
    [style, line],
  ]);
}
