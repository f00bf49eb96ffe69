import {plot} from 'asciichart';
import {memo} from 'react';
import type {Model} from '../../model/model.js';
import type {HistoryPoint, TrendName} from '../../model/sample/history.js';
import {formatBytes} from '../../text/units.js';
import {alignRight, widthOf} from '../../text/width.js';
import {roundAxis} from '../draw/axis.js';
import {Line, paintItems, paintLine, type Span} from '../draw/line.js';
import {type Glyphs, type Style, type Theme, useTheme} from '../draw/theme.js';

type ChartProps = {model: Model; names: readonly TrendName[]; width: number; height: number};

/** The labels are on the left; each line's name is at its right end. */
const axisWidth = 10;
const nameWidth = 10;

/** The smallest scale, so that an idle host has a line at the bottom. */
const lowestScaleBytes = 1024 * 1024;

/** One style per line; the name at its end identifies it without color. */
const seriesStyles: readonly Style[] = ['accent', 'good', 'warning', 'bad'];

/** A line chart of the chosen counters over the kept history: memory against time. */
export const Chart = memo(function Chart({model, names, width, height}: ChartProps) {
  const theme = useTheme();
  const lines = chartLines(theme, model, names, width, height);
  // biome-ignore lint/suspicious/noArrayIndexKey: a line of the chart is its place.
  return lines.map((line, index) => <Line key={index} text={line} />);
});

/** Exactly `height` lines of `width` columns: legend, plot, time axis. */
export function chartLines(
  theme: Theme,
  model: Model,
  names: readonly TrendName[],
  width: number,
  height: number,
): readonly string[] {
  const plotWidth = width - axisWidth - 2 - nameWidth;
  const points = spread(model.history, plotWidth);
  const pageSize = model.sample.host.pageSizeBytes;
  const series = names.map((name) => carriedValues(points, name, pageSize));
  const plotHeight = height - 3;
  const {topBytes, label} = roundAxis(
    series.flat().reduce((top, bytes) => Math.max(top, bytes), lowestScaleBytes),
    plotHeight,
  );
  const picture = plot(
    series.map((values) => (values.length > 1 ? values : [...values, ...values])),
    {
      min: 0,
      max: topBytes,
      height: plotHeight,
      offset: 2,
      symbols: theme.glyphs.chart,
      colors: seriesColors(theme, names),
      format: (bytes: number) => `${alignRight(label(bytes), axisWidth)} `,
    },
  );
  const ends = lineEnds(names, series, plotHeight, topBytes);
  const plotLines = picture.split('\n').slice(0, plotHeight + 1);
  plotLines[0] = withPlainTop(plotLines[0] ?? '', theme.glyphs.chart);
  return [
    legendLine(theme, model, names, width),
    // asciichart has painted these, in the symbols of this terminal.
    ...plotLines.map(
      (line, row) => line + paintLine(theme, ends.get(row) ?? [], width - widthOf(line)),
    ),
    timeAxis(theme, points, width),
  ];
}

/** The whole history, thinned to one point per column. */
function spread(history: readonly HistoryPoint[], columns: number): readonly HistoryPoint[] {
  if (history.length <= columns) return history;
  const step = (history.length - 1) / (columns - 1);
  return Array.from({length: columns}, (_, column) => Math.round(column * step)).flatMap(
    (index) => history[index] ?? [],
  );
}

/** Undoes asciichart's mark at the highest label, which it takes for 0. */
function withPlainTop(line: string, [start, axis]: Glyphs['chart']): string {
  const mark = ` ${start} `;
  return line.includes(mark) ? line.replace(mark, ` ${axis} `) : line;
}

/** The codes that asciichart puts before each character, each followed by a full reset. */
function seriesColors(theme: Theme, names: readonly TrendName[]): string[] | undefined {
  const codes = names.map((_, index) => theme.paint(styleOf(index), 'x').split('x')[0] ?? '');
  return codes.some((code) => code !== '') ? codes : undefined;
}

function styleOf(index: number): Style {
  return seriesStyles[index % seriesStyles.length] ?? 'plain';
}

/** The names after the last point of each line, by row of the plot. */
function lineEnds(
  names: readonly TrendName[],
  series: readonly number[][],
  plotHeight: number,
  topBytes: number,
): Map<number, Span[]> {
  const ends = new Map<number, Span[]>();
  names.forEach((name, index) => {
    const value = series[index]?.at(-1) ?? 0;
    const place = plotHeight - Math.round((value / topBytes) * plotHeight);
    const row = nearestFreeRow(place, plotHeight, ends);
    ends.set(row, [[styleOf(index), shortName(name)]]);
  });
  return ends;
}

/** Lines that end in the same row get their names in nearby rows. */
function nearestFreeRow(place: number, lastRow: number, taken: ReadonlyMap<number, unknown>) {
  for (let distance = 0; distance <= lastRow; distance++) {
    const row = [place - distance, place + distance].find(
      (candidate) => candidate >= 0 && candidate <= lastRow && !taken.has(candidate),
    );
    if (row !== undefined) return row;
  }
  return place;
}

function shortName(name: TrendName): string {
  return name.replace('pages_', '');
}

/** Repeats the last known value where one is unknown: asciichart cannot draw gaps. */
function carriedValues(points: readonly HistoryPoint[], name: TrendName, pageSize: number) {
  let last = 0;
  return points.map(({values}) => {
    last = (values[name] ?? last / pageSize) * pageSize;
    return last;
  });
}

function legendLine(theme: Theme, {sample}: Model, names: readonly TrendName[], width: number) {
  const items = names.map((name) => {
    const pages = sample.ksm?.counters[name];
    const bytes = pages === undefined ? undefined : pages * sample.host.pageSizeBytes;
    return {priority: 2, spans: [['bold', shortName(name)] as const, ` ${formatBytes(bytes)}`]};
  });
  const hint = {priority: 1, spans: [['dim', '1 2 3 4 one counter, 5 all'] as const]};
  return paintItems(theme, [...items, hint], width);
}

function timeAxis(theme: Theme, points: readonly HistoryPoint[], width: number): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return ' '.repeat(width);
  const start = clock(first.timeMs);
  const end = clock(last.timeMs);
  const span = Math.max(0, points.length - start.length - end.length);
  const line = `${' '.repeat(axisWidth + 2)}${start}${' '.repeat(span)}${span > 0 ? end : ''}`;
  return paintLine(theme, [['dim', line]], width);
}

function clock(timeMs: number): string {
  return new Date(timeMs).toTimeString().slice(0, 8);
}
