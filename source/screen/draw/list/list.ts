import {naturalKey} from '../../../text/naturalOrder.js';
import type {Arrangement, Column} from './columns.js';

/** Where the user is in a long list. */
export type ListState = {
  /** Absent: the first row. */
  selectedId?: string | undefined;
  /** Rows containing this text are shown; case is ignored. */
  filter: string;
};

/** Filters and sorts; equal rows are sorted by name, so that they do not swap places. */
export function arrange<Row>(
  rows: readonly Row[],
  columns: ReadonlyArray<Column<Row>>,
  state: Pick<Arrangement, 'sortTitle' | 'descending'> & Pick<ListState, 'filter'>,
  textOf: (row: Row) => string,
): readonly Row[] {
  const needle = state.filter.toLowerCase();
  const shown = needle ? rows.filter((row) => textOf(row).toLowerCase().includes(needle)) : rows;
  const sortValue = columns.find(({title}) => title === state.sortTitle)?.sortValue;
  if (!sortValue) return shown;
  const direction = state.descending ? -1 : 1;
  return shown
    .map((row) => {
      const value = sortValue(row);
      return {
        row,
        value: typeof value === 'string' ? naturalKey(value) : value,
        name: naturalKey(textOf(row)),
      };
    })
    .sort((a, b) => compare(a.value, b.value, direction) || compareKeys(a.name, b.name))
    .map(({row}) => row);
}

type SortValue = number | string | undefined;

/** Unknown comes last, upwards and downwards. */
function compare(a: SortValue, b: SortValue, direction: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction;
  return compareKeys(String(a), String(b)) * direction;
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** At first the top row; when the selected row is gone, the row in its place. */
export function selectedIndex<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  selectedId: string | undefined,
  lastIndex: number,
): number {
  if (selectedId === undefined) return 0;
  const index = rows.findIndex((row) => idOf(row) === selectedId);
  return index >= 0 ? index : Math.max(0, Math.min(lastIndex, rows.length - 1));
}

/** The first row shown: scrolls only as far as the selected row needs to be visible. */
export function windowStart(
  previousStart: number,
  selected: number,
  height: number,
  total: number,
): number {
  const highest = Math.max(0, total - height);
  const start = Math.min(Math.max(0, previousStart), highest);
  if (selected < start) return selected;
  return selected >= start + height ? Math.min(highest, selected - height + 1) : start;
}

/** The title of the next of these columns that can be sorted by, `step` to the right or left. */
export function nextSortTitle<Row>(
  columns: ReadonlyArray<Column<Row>>,
  title: string,
  step: 1 | -1,
): string {
  const sortable = columns.filter(({sortValue}) => sortValue);
  const index = sortable.findIndex((column) => column.title === title);
  // From a hidden column to the first on the right, or the last on the left.
  const next = index === -1 && step === -1 ? -1 : index + step;
  return sortable[(next + sortable.length) % sortable.length]?.title ?? title;
}

/** The order that a column is first sorted in: texts from A to Z, figures from the highest. */
export function sortsDescending<Row>(
  {sortValue}: Pick<Column<Row>, 'sortValue'>,
  rows: readonly Row[],
): boolean {
  const known = rows.find((row) => sortValue?.(row) !== undefined);
  return known === undefined || typeof sortValue?.(known) !== 'string';
}

/** The first row at or after `start`, round and round, that contains a text; case is ignored. */
export function findRow<Row>(
  rows: readonly Row[],
  textOf: (row: Row) => string,
  text: string,
  start: number,
): Row | undefined {
  const needle = text.toLowerCase();
  const ordered = [...rows.slice(start), ...rows.slice(0, start)];
  return needle === ''
    ? undefined
    : ordered.find((row) => textOf(row).toLowerCase().includes(needle));
}
