import {naturalKey} from '../../text/naturalOrder.js';
import type {Column} from './columns.js';

/** The user's choices in a long list. */
export type ListState = {
  /** Absent: the first row. */
  selectedId?: string;
  /** Title of the column that the rows are sorted by. */
  sortTitle: string;
  descending: boolean;
  /** Rows containing this text are shown; case is ignored. */
  filter: string;
};

/** Filters and sorts; equal rows are sorted by name, so that they do not swap places. */
export function arrange<Row>(
  rows: readonly Row[],
  columns: ReadonlyArray<Column<Row>>,
  state: ListState,
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

/** The title of the next column that can be sorted by, `step` to the right or left. */
export function nextSortTitle<Row>(
  columns: ReadonlyArray<Column<Row>>,
  title: string,
  step: 1 | -1,
): string {
  const sortable = columns.filter(({sortValue}) => sortValue);
  const index = sortable.findIndex((column) => column.title === title);
  return sortable[(index + step + sortable.length) % sortable.length]?.title ?? title;
}
