import {useRef} from 'react';
import {useTheme} from '../theme.js';
import {type Column, contentWidths, placeColumns} from './columns.js';

/** Rows beyond these do not widen a column: measuring thousands would cost more than it shows. */
const rowsMeasured = 200;

/** Columns as wide as their contents; they never shrink, so that nothing jumps. */
export function usePlacedColumns<Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: readonly Row[],
  width: number,
) {
  const theme = useTheme();
  const widest = useRef<Record<string, number>>({});
  const contents = contentWidths(columns, rows.slice(0, rowsMeasured), theme);
  for (const [title, columnWidth] of Object.entries(contents)) {
    widest.current[title] = Math.max(widest.current[title] ?? 0, columnWidth);
  }
  return placeColumns(columns, width, widest.current);
}
