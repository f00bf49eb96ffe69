import {type RefObject, useMemo, useRef, useSyncExternalStore} from 'react';
import type {ListFrame} from '../../frame/frameContext.js';
import {chooseColumns} from './chosenColumns.js';
import type {Arrangement, PlacedColumn} from './columns.js';
import {arrange, type ListState, selectedIndex, windowStart} from './list.js';
import type {LongListProps} from './listProps.js';
import {headLines} from './listZones.js';
import {usePlacedColumns} from './usePlacedColumns.js';

/** The rows of a long list as they are shown. */
export type ListRows<Row> = {
  state: ListState;
  arrangement: Arrangement;
  /** Filtered and sorted. */
  arranged: readonly Row[];
  placed: ReadonlyArray<PlacedColumn<Row>>;
  /** Index in `arranged`. */
  selected: number;
  /** Index of the first visible row; setting it scrolls. */
  start: RefObject<number>;
  /** Lines for rows. */
  page: number;
};

/** Filters and sorts the rows, and chooses the columns and the window that fit the frame. */
export function useListRows<Row>(
  {name, kind, rows, columns, idOf, textOf, regroup}: LongListProps<Row>,
  {width, height, view, listState}: ListFrame,
): ListRows<Row> {
  const state = listState(name);
  const {filter, selectedId} = state;
  const arrangement = useSyncExternalStore(view.subscribe, view.getState).arrangements[kind];
  const {sortTitle, descending} = arrangement;
  const sorted = useMemo(
    () => arrange(rows, columns, {sortTitle, descending, filter}, textOf),
    [rows, columns, sortTitle, descending, filter, textOf],
  );
  const arranged = regroup?.(sorted) ?? sorted;
  const placed = usePlacedColumns(chooseColumns(columns, arrangement), arranged, width);
  const lastIndex = useRef(0);
  const selected = selectedIndex(arranged, idOf, selectedId, lastIndex.current);
  lastIndex.current = selected;
  const start = useRef(0);
  const page = height - headLines;
  start.current = windowStart(start.current, selected, page, arranged.length);
  return {state, arrangement, arranged, placed, selected, start, page};
}
