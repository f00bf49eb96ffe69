import type {Zone} from './zone.js';

/** The rows of a panel, by the lines that it draws. */
type Rows = {
  /** The row of each line; absent: it belongs to none. */
  rowOfLine: ReadonlyArray<number | undefined>;
  selected: number;
  select: (row: number) => void;
  /** What a click on the selected row does. */
  open: () => void;
};

/** Lines of which each row is selected by a click, and opened by another one. */
export function rowsZone(
  id: string,
  {top, width}: Pick<Zone, 'top' | 'width'>,
  {rowOfLine, selected, select, open}: Rows,
): Zone {
  return {
    ...{id, top, left: 0, height: rowOfLine.length, width},
    at({line}) {
      const row = rowOfLine[line];
      if (row === undefined) return undefined;
      return {kind: 'row', isSelected: row === selected, select: () => select(row), open};
    },
  };
}
