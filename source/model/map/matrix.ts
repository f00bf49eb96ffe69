import type {MapRow} from './mapReport.js';

/** The part of a map that fits: who shares how much with whom. */
export type Matrix = {
  rows: readonly MapRow[];
  /** Rows that are left out before and after. */
  before: number;
  after: number;
  /** Bytes that two rows both use; for a row and itself those that it maps more than once. */
  bytes(row: MapRow, column: MapRow): number;
};

/** Folds a matrix to so many rows and columns, around the chosen one. */
export function foldMatrix(rows: readonly MapRow[], most: number, chosen = 0): Matrix {
  const shown = Math.max(1, Math.min(most, rows.length));
  const before = Math.max(0, Math.min(chosen - shown + 1, rows.length - shown));
  return {
    rows: rows.slice(before, before + shown),
    before,
    after: Math.max(0, rows.length - before - shown),
    bytes: (row, column) =>
      row === column
        ? row.withinBytes
        : (row.partners.find(({index}) => index === column.index)?.bytes ?? 0),
  };
}
