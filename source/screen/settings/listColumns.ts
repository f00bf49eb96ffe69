import type {Column} from '../draw/list/columns.js';
import {fleetColumns} from '../fleet/fleetColumns.js';
import {containerColumnsWithEstimate} from '../views/containerColumns.js';
import {estimateColumns} from '../views/estimate/estimateColumns.js';
import {processColumns} from '../views/processColumns.js';
import type {ListKind} from './viewState.js';

/** What a column is called and means, whatever its rows are. */
export type NamedColumn = Pick<
  Column<never>,
  'title' | 'meaning' | 'optional' | 'occasional' | 'minimumWidth' | 'priority'
> & {isSortable: boolean};

/** Every column that the lists of a kind can show, in their usual order. */
export const listColumns: Readonly<Record<ListKind, readonly NamedColumn[]>> = {
  containers: named(containerColumnsWithEstimate),
  processes: named(processColumns),
  estimates: named(estimateColumns),
  hosts: named(fleetColumns),
};

function named<Row>(columns: ReadonlyArray<Column<Row>>): readonly NamedColumn[] {
  return columns.map(({sortValue, ...column}) => ({
    ...column,
    isSortable: sortValue !== undefined,
  }));
}

/** The titles of the columns that lists of this kind show without a choice. */
export function usualTitles(kind: ListKind): readonly string[] {
  return listColumns[kind].filter(({optional}) => !optional).map(({title}) => title);
}
