import {alignRight, fitWidth, widthOf} from '../../../text/width.js';
import {paintLine, type Span} from '../line.js';
import type {Style, Theme} from '../theme.js';

/** A column of a long list. */
export type Column<Row> = {
  title: string;
  align: 'left' | 'right';
  /** A cell that is a number always fits this. */
  minimumWidth: number;
  /** Where there is room: grows with its content, or fills up to `maximumWidth`. */
  grows?: 'content' | 'fill';
  maximumWidth?: number;
  /** The lowest is dropped first when the screen is narrow. */
  priority: number;
  /** Left out until it is asked for. */
  optional?: true;
  /** Left out where nothing has such a figure. */
  occasional?: true;
  /** Sorted by it, rows with problems come first. */
  ranksProblems?: true;
  /** For the help screen. */
  meaning: string;
  cell: (row: Row, theme: Theme, width: number) => string;
  style?: (row: Row) => Style;
  /** Values of a sparkline, in bytes, of which the cell shows the newest. */
  trend?: (row: Row) => ReadonlyArray<number | undefined>;
  /** Absent: rows cannot be sorted by it. Unknown values come last either way. */
  sortValue?: (row: Row) => number | string | undefined;
};

/** How the lists of one kind are sorted, and which columns they show. */
export type Arrangement = {
  /** Title of the column that the rows are sorted by. */
  sortTitle: string;
  descending: boolean;
  /** Titles from left to right; absent: the usual columns. */
  columns?: readonly string[];
};

export type PlacedColumn<Row> = {column: Column<Row>; width: number};

const gap = 2;
const between = ' '.repeat(gap);

/** The content widths of the growing columns, by title. */
export function contentWidths<Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: readonly Row[],
  theme: Theme,
): Readonly<Record<string, number>> {
  const widths: Record<string, number> = {};
  for (const {title, grows, maximumWidth = 0, cell} of columns) {
    if (grows !== 'content') continue;
    widths[title] = rows.reduce(
      (widest, row) => Math.max(widest, widthOf(cell(row, theme, maximumWidth))),
      0,
    );
  }
  return widths;
}

/** Drops columns, the least important first, until the rest fit into `width`. */
export function fittingColumns<One extends {minimumWidth: number; priority: number}>(
  columns: readonly One[],
  width: number,
): readonly One[] {
  let chosen = columns;
  while (chosen.length > 1 && totalWidth(chosen.map(({minimumWidth}) => minimumWidth)) > width) {
    const lowest = Math.min(...chosen.map(({priority}) => priority));
    chosen = chosen.filter(({priority}) => priority !== lowest);
  }
  return chosen;
}

/** Chooses the columns that fit into `width` and distributes the rest. */
export function placeColumns<Row>(
  columns: ReadonlyArray<Column<Row>>,
  width: number,
  contents: Readonly<Record<string, number>> = {},
): ReadonlyArray<PlacedColumn<Row>> {
  const chosen = fittingColumns(columns, width);
  let left = width - totalWidth(chosen.map(({minimumWidth}) => minimumWidth));
  const placed = chosen.map((column) => ({column, width: column.minimumWidth}));
  // In order of importance.
  const growing = placed
    .filter(({column}) => column.grows)
    .sort((a, b) => b.column.priority - a.column.priority);
  for (const place of growing) {
    const {title, grows, maximumWidth = 0} = place.column;
    const wanted =
      grows === 'content' ? Math.min(maximumWidth, contents[title] ?? 0) : maximumWidth;
    const growth = Math.min(left, wanted - place.width);
    if (growth <= 0) continue;
    place.width += growth;
    left -= growth;
  }
  return placed;
}

export function paintHeadings<Row>(
  theme: Theme,
  placed: ReadonlyArray<PlacedColumn<Row>>,
  sort: {title: string; descending: boolean},
  width: number,
): string {
  const spans = placed.map(({column, width: cellWidth}): Span => {
    const sorted = column.title === sort.title;
    const mark = sort.descending ? theme.glyphs.descending : theme.glyphs.ascending;
    const titles = [`${column.title} ${mark}`, column.title + mark, mark];
    const title = sorted ? titles.find((text) => widthOf(text) <= cellWidth) : column.title;
    return [sorted ? 'bold' : 'dim', align(title ?? mark, cellWidth, column.align, theme)];
  });
  return paintLine(theme, [' ', ...withGaps(spans)], width);
}

export function paintRow<Row>(
  theme: Theme,
  placed: ReadonlyArray<PlacedColumn<Row>>,
  row: Row,
  selected: boolean,
  width: number,
): string {
  const cells = placed.map(({column, width: cellWidth}) =>
    align(column.cell(row, theme, cellWidth), cellWidth, column.align, theme),
  );
  const left = width - totalWidth(placed.map((place) => place.width));
  if (selected || left < 0) {
    const mark = selected ? theme.glyphs.selected : ' ';
    const text = fitWidth(mark + cells.join(between), width);
    return selected ? theme.paint('selected', text) : text;
  }
  // The cells already have the width of their columns.
  const painted = placed.map(({column}, index) =>
    theme.paint(column.style?.(row) ?? 'plain', cells[index] ?? ''),
  );
  return ` ${painted.join(between)}${' '.repeat(left)}`;
}

/** Where the columns of a painted row are. */
export function columnAreas<Row>(
  placed: ReadonlyArray<PlacedColumn<Row>>,
): ReadonlyArray<{column: Column<Row>; left: number; width: number}> {
  let left = 1;
  return placed.map(({column, width}) => {
    const area = {column, left, width};
    left += width + gap;
    return area;
  });
}

function totalWidth(widths: readonly number[]): number {
  // The first column marks the selected row.
  return widths.reduce((sum, width) => sum + width, 1 + gap * (widths.length - 1));
}

function withGaps(spans: readonly Span[]): Span[] {
  return spans.flatMap((span, index) => (index === 0 ? [span] : [between, span]));
}

function align(written: string, width: number, side: 'left' | 'right', theme: Theme): string {
  // Spelled before it is measured: ASCII may need several characters for one.
  const text = theme.spell(written);
  if (side === 'right' && widthOf(text) <= width) return alignRight(text, width);
  return fitWidth(text, width, theme.glyphs.ellipsis);
}
