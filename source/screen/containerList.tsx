import {useMemo, useRef} from 'react';
import type {ContainerRow} from '../model/containers.js';
import {paintHeadings, paintRow, placeColumns} from './columns.js';
import {containerColumns} from './containerColumns.js';
import {Line} from './line.js';
import {arrange, type ListState, windowStart} from './list.js';
import {useLook} from './look.js';

type ContainerListProps = {
  rows: readonly ContainerRow[];
  state: ListState;
  width: number;
  /** Lines for headings and rows together. */
  height: number;
};

/** What the filter looks at, and what breaks ties. */
export function containerText({name, kind, id}: ContainerRow): string {
  return `${name} ${kind} ${id}`;
}

/** The rows in the order shown. */
export function useArrangedContainers(rows: readonly ContainerRow[] | undefined, state: ListState) {
  const {sortTitle, descending, filter} = state;
  return useMemo(
    () => arrange(rows ?? [], containerColumns, {sortTitle, descending, filter}, containerText),
    [rows, sortTitle, descending, filter],
  );
}

/** Headings and the rows around the selected one, each a line as wide as the screen. */
export function ContainerList({rows, state, width, height}: ContainerListProps) {
  const look = useLook();
  const placed = useMemo(() => placeColumns(containerColumns, width), [width]);
  const start = useRef(0);
  const selected = selectedIndex(rows, state.selectedId);
  start.current = windowStart(start.current, selected, height - 1, rows.length);
  const shown = rows.slice(start.current, start.current + height - 1);
  const headings = paintHeadings(
    look,
    placed,
    {title: state.sortTitle, descending: state.descending},
    width,
  );
  return (
    <>
      <Line text={headings} />
      {shown.map((row, index) => (
        <Line
          key={row.id}
          text={paintRow(look, placed, row, start.current + index === selected, width)}
        />
      ))}
    </>
  );
}

/** The first row is selected until another one is. */
export function selectedIndex(
  rows: readonly ContainerRow[],
  selectedId: string | undefined,
): number {
  return Math.max(
    0,
    rows.findIndex(({id}) => id === selectedId),
  );
}
