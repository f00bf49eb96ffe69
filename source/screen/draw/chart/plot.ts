import {plot} from 'asciichart';
import {clockTime} from '../../../text/clock.js';
import {alignRight} from '../../../text/width.js';
import {paintLine, type Span} from '../line.js';
import type {Style, Theme} from '../theme.js';
import {roundAxis} from './axis.js';

/** A line of a chart: bytes over time, drawn in a style, with its name at its right end. */
export type PlotSeries = {bytes: readonly number[]; style: Style; name: string};

export type PlotSize = {width: number; height: number};

/** Labels of the vertical axis, on its left. */
const axisWidth = 10;
/** A blank and the mark of the axis. */
const markWidth = 2;
/** The names at the right ends. */
const nameWidth = 10;
/** Below the plot: the ticks and the clock. */
const timeLines = 2;

/** The smallest scale, so that zeros are a line at the bottom. */
const lowestScaleBytes = 1024 * 1024;

/** How many values fit side by side. */
export function plotColumns(width: number): number {
  return width - axisWidth - markWidth - nameWidth;
}

/**
 * Exactly `height` lines of `width` columns: the plot, ticks, the clock. The newest values are on
 * the right.
 *
 * @param times When the values were read, in milliseconds since 1970; as many as values.
 */
export function plotLines(
  theme: Theme,
  series: readonly PlotSeries[],
  times: readonly number[],
  {width, height}: PlotSize,
): readonly string[] {
  const columns = plotColumns(width);
  const highest = series
    .flatMap(({bytes}) => bytes)
    .reduce((top, bytes) => Math.max(top, bytes), 0);
  const {steps, rows} = divide(height - timeLines - 1);
  const {topBytes, label} = roundAxis(Math.max(highest, lowestScaleBytes), steps);
  const values = series.map(({bytes}) => padded(bytes));
  const curves = curveLines(theme, series, values, {rows, topBytes});
  const ends = lineEnds(series, rows, topBytes);
  const used = Math.min(columns, values[0]?.length ?? 0);
  const blanks = ' '.repeat(columns - used);
  const spare = height - timeLines - 1 - rows;
  const marks = theme.glyphs.chart;
  return [
    ...Array.from({length: spare}, () => ' '.repeat(width)),
    ...curves.map((curve, row) => {
      const isLabeled = (row * steps) % rows === 0;
      const text = isLabeled ? label((topBytes * (rows - row)) / rows) : '';
      const axis = `${alignRight(text, axisWidth)} ${isLabeled ? marks[1] : marks[9]}`;
      return (
        paintLine(theme, [['dim', axis]], axisWidth + markWidth) +
        blanks +
        curve +
        paintLine(theme, ends.get(row) ?? [], nameWidth)
      );
    }),
    ...timeAxis(theme, times.slice(-used), width, columns - used),
  ];
}

/** Which of `count` values is drawn in a column of the plot; undefined: none. */
export function plottedAt(column: number, count: number, width: number): number | undefined {
  const left = width - nameWidth - Math.max(2, count);
  const index = column - left;
  return index >= 0 && index < count ? index : undefined;
}

/** The most rows that four to six steps of the axis divide evenly. */
function divide(room: number): {steps: number; rows: number} {
  const choices = [6, 5, 4].map((steps) => ({steps, rows: steps * Math.floor(room / steps)}));
  return choices.reduce((best, choice) => (choice.rows > best.rows ? choice : best));
}

/** asciichart needs two values to draw a line. */
function padded(bytes: readonly number[]): readonly number[] {
  return bytes.length > 1 ? bytes : [bytes[0] ?? 0, bytes[0] ?? 0];
}

/** The curves alone: asciichart's own axis, one mark at the left of each line, is cut off. */
function curveLines(
  theme: Theme,
  series: readonly PlotSeries[],
  values: ReadonlyArray<readonly number[]>,
  {rows, topBytes}: {rows: number; topBytes: number},
): readonly string[] {
  const codes = series.map(({style}) => theme.paint(style, 'x').split('x')[0] ?? '');
  const picture = plot(
    values.map((line) => [...line]),
    {
      min: 0,
      max: topBytes,
      height: rows,
      offset: 1,
      symbols: theme.glyphs.chart,
      colors: codes.some((code) => code !== '') ? codes : undefined,
      format: () => ' ',
    },
  );
  return picture
    .split('\n')
    .slice(0, rows + 1)
    .map((line) => line.replace(axisMark, ''));
}

/** With the color that asciichart paints it in. */
const axisMark = /^(?:\u001B\[[\d;]*m)*.(?:\u001B\[0m)?/u;

/** The names after the last value of each line, by row of the plot. */
function lineEnds(series: readonly PlotSeries[], rows: number, topBytes: number) {
  const ends = new Map<number, Span[]>();
  for (const {bytes, style, name} of series) {
    const place = rows - Math.round(((bytes.at(-1) ?? 0) / topBytes) * rows);
    ends.set(nearestFreeRow(place, rows, ends), [[style, name]]);
  }
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

const minuteMs = 60_000;
/** Minutes between ticks; the first that leaves columns between them. */
const tickMinutes = [1, 5, 10, 30, 60, 360, 1440];

/** A line with a tick at each minute, and one with the clock. */
function timeAxis(
  theme: Theme,
  times: readonly number[],
  width: number,
  indent: number,
): readonly string[] {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return [' '.repeat(width), ' '.repeat(width)];
  const ticks = ticksOf(times);
  const marks = theme.glyphs.chart;
  const line = times.map((_, column) => (ticks.has(column) ? marks[0] : marks[4])).join('');
  const left = ' '.repeat(axisWidth + markWidth);
  return [
    paintLine(theme, [['dim', left + ' '.repeat(indent) + line]], width),
    paintLine(theme, [['dim', left + clockText(times, ticks, indent)]], width),
  ];
}

/** The first and the last time, and those of the ticks between them, as far as there is room. */
function clockText(times: readonly number[], ticks: ReadonlySet<number>, indent: number): string {
  const end = clockTime(times.at(-1) ?? 0);
  const endPlace = indent + times.length - end.length;
  const start = clockTime(times[0] ?? 0);
  let text = '';
  const write = (label: string, place: number) => {
    if (place < text.length + (text === '' ? 0 : 2)) return;
    if (label !== end && place + label.length + 2 > endPlace) return;
    text = text.padEnd(place) + label;
  };
  write(start, indent);
  for (const column of ticks) write(clockTime(times[column] ?? 0).slice(0, 5), indent + column - 2);
  write(end, endPlace);
  return text;
}

/** The columns in which a minute begins, or as many minutes as keep them apart. */
function ticksOf(times: readonly number[]): ReadonlySet<number> {
  const last = times.at(-1) ?? 0;
  const perColumnMs = (last - (times[0] ?? last)) / Math.max(1, times.length - 1);
  const minutes = tickMinutes.find((each) => each * minuteMs >= 2 * perColumnMs) ?? 1440;
  const zoneMs = minuteMs * new Date(last).getTimezoneOffset();
  const index = (timeMs: number) => Math.floor((timeMs - zoneMs) / (minutes * minuteMs));
  const columns = times.flatMap((timeMs, column) => {
    const before = times[column - 1];
    return before !== undefined && index(before) !== index(timeMs) ? [column] : [];
  });
  return new Set(columns);
}
