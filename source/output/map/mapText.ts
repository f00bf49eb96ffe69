import {type MapReport, type MapRow, mapRows} from '../../model/map/mapReport.js';
import {mapSentences} from '../../model/map/mapSentences.js';
import {foldTo, sharedBytes} from '../../model/map/matrix.js';
import {countOf} from '../../text/count.js';
import {formatBytes} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import {alignRight, fitWidth, widthOf} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';
import {mapColumns} from './mapTable.js';

export type MapTextOptions = {
  /** Columns of the terminal; absent: none, so sentences stay whole. */
  columns?: number | undefined;
  /** Rewrites what the terminal's character set lacks. */
  spell: (line: string) => string;
  /** Of the containers to print; absent: all. */
  ids?: ReadonlySet<string> | undefined;
};

/** The matrix shows these, too: a terminal without room has the table without them. */
const inMatrix = ['WITHIN', 'OTHERS'];

const figureWidth = 10;
const mostNameWidth = 32;
const usualColumns = 100;

/** A sharing map for people: the containers, the matrix, and what follows from it. */
export function mapText(report: MapReport, options: MapTextOptions): string {
  const all = mapRows(report);
  const rows = all.filter(({group}) => !options.ids || options.ids.has(group.id));
  const nameWidth = Math.min(
    mostNameWidth,
    Math.max('CONTAINER'.length, ...rows.map(({group}) => widthOf(showUntrusted(group.name)))),
  );
  const lines = [
    ...table(report, rows, {nameWidth, width: options.columns ?? Number.POSITIVE_INFINITY}),
    ...(report.map.hidden ? [] : matrix(rows, nameWidth, options.columns ?? usualColumns)),
    '',
    ...mapSentences(report, all).flatMap((sentence) =>
      wrapWords(sentence, options.columns ?? Number.POSITIVE_INFINITY),
    ),
  ];
  return lines.map((text) => `${options.spell(text)}\n`).join('');
}

function table(
  report: MapReport,
  rows: readonly MapRow[],
  {nameWidth, width}: {nameWidth: number; width: number},
): string[] {
  let shown = mapColumns(report, rows);
  for (const dropped of inMatrix) {
    if (nameWidth + shown.length * (figureWidth + 2) <= width) break;
    shown = shown.filter(([title]) => title !== dropped);
  }
  return [
    line(
      'CONTAINER',
      shown.map(([title]) => title),
      nameWidth,
    ),
    ...rows.map((row) =>
      line(
        row.group.name,
        shown.map(([, value]) => bytesText(value(row))),
        nameWidth,
      ),
    ),
  ];
}

/** Columns have the numbers of their rows. */
function matrix(rows: readonly MapRow[], nameWidth: number, width: number): string[] {
  const merged = rows.filter(({mergedBytes}) => mergedBytes > 0);
  if (merged.length < 2) return [];
  const most = Math.floor((width - nameWidth - 4) / (figureWidth + 2));
  const {end} = foldTo(merged.length, most, 0);
  const shown = merged.slice(0, end);
  const label = (row: MapRow, index: number) => `${index + 1} ${showUntrusted(row.group.name)}`;
  return [
    '',
    line(
      'SHARED BY',
      shown.map((_, index) => String(index + 1)),
      nameWidth + 4,
    ),
    ...shown.map((row, index) =>
      line(
        label(row, index),
        shown.map((column) => bytesText(sharedBytes(row, column) || undefined)),
        nameWidth + 4,
      ),
    ),
    ...(end < merged.length
      ? [`${countOf(merged.length - end, 'smaller container')} not shown; --format json has all.`]
      : []),
  ];
}

function bytesText(bytes: number | undefined): string {
  return bytes === undefined ? '–' : formatBytes(bytes);
}

function line(name: string, cells: readonly string[], nameWidth: number): string {
  const figures = cells.map((cell) => alignRight(cell, figureWidth));
  return [fitWidth(showUntrusted(name), nameWidth), ...figures].join('  ');
}
