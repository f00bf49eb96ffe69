import type {Zone} from '../../mouse/zone.js';
import {type Cursor, cellWidth, type MatrixLayout} from './matrixLayout.js';

type Chooser = {
  cursor: Cursor;
  select: (cursor: Cursor) => void;
  /** A click on the selected cell. */
  open: () => void;
};

/** The cells below the heading; a click on a container's name means its own cell. */
export function matrixZone(
  {top, width}: Pick<Zone, 'top' | 'width'>,
  {cellsLeft, lines, columns}: MatrixLayout,
  {cursor, select, open}: Chooser,
): Zone {
  return {
    ...{id: 'matrix', top, left: 0, height: lines.end - lines.start, width},
    at({line, column: place}) {
      const row = lines.start + line;
      const column =
        place < cellsLeft ? row : columns.start + Math.floor((place - cellsLeft) / cellWidth);
      if (place >= cellsLeft && column >= columns.end) return undefined;
      return {
        kind: 'row',
        isSelected: row === cursor.row && column === cursor.column,
        select: () => select({row, column}),
        open,
      };
    },
  };
}
