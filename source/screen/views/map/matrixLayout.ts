import type {MapRow} from '../../../model/map/mapReport.js';
import {type Fold, foldTo} from '../../../model/map/matrix.js';
import {showUntrusted} from '../../../text/untrusted.js';
import {widthOf} from '../../../text/width.js';

/** Places in the list of containers. */
export type Cursor = {row: number; column: number};

/** Which part of the matrix is shown, and where. */
export type MatrixLayout = {
  nameWidth: number;
  /** The first column on the screen of the cells. */
  cellsLeft: number;
  /** The containers that have a line, and those that have a column. */
  lines: Fold;
  columns: Fold;
};

export const cellWidth = 10;
export const numberWidth = 4;
/** Names are wider only where every container has a column. */
const usualNameWidth = 24;

/** The part of the matrix that fits around the cursor, below a heading. */
export function matrixLayout(
  rows: readonly MapRow[],
  cursor: Cursor,
  {width, height}: {width: number; height: number},
): MatrixLayout {
  const nameWidths = rows.map(({group}) => widthOf(showUntrusted(group.name)));
  const otherWidth = numberWidth + 2 * cellWidth + 3;
  const mostNameWidth = Math.max(usualNameWidth, width - otherWidth - rows.length * cellWidth);
  const nameWidth = Math.min(mostNameWidth, Math.max(9, ...nameWidths));
  const cellsLeft = otherWidth + nameWidth;
  return {
    nameWidth,
    cellsLeft,
    lines: foldTo(rows.length, height - 1, cursor.row),
    columns: foldTo(rows.length, Math.floor((width - cellsLeft) / cellWidth), cursor.column),
  };
}
