import type {Zone} from '../../mouse/zone.js';
import {ageAt} from '../chart/sparkline.js';
import {columnAreas, type PlacedColumn} from './columns.js';

/** The caption and the column titles. */
export const headLines = 2;

type DrawnList<Row> = {
  /** Its key among the lists. */
  name: string;
  /** Line of the screen where it begins. */
  top: number;
  width: number;
  /** Lines for rows. */
  page: number;
  placed: ReadonlyArray<PlacedColumn<Row>>;
  shown: readonly Row[];
  /** Index in `shown`. */
  selected: number;
};

type ListActions = {
  sortBy: (title: string) => void;
  /** A value of a sparkline: bytes, and how many samples ago. */
  tell: (bytes: number | undefined, age: number) => void;
  /** By index in `shown`. */
  select: (index: number) => void;
  open: () => void;
  scroll: (rows: number) => void;
};

/** Rows per notch of the wheel. */
const wheelRows = 3;

/** What the mouse does in a list: its titles, its rows, the wheel. */
export function listZones<Row>(list: DrawnList<Row>, actions: ListActions): Zone[] {
  const {name, top, width, page, placed, shown, selected} = list;
  const areas = columnAreas(placed);
  const titles = areas
    .filter(({column}) => column.sortValue)
    .map(
      ({column, left, width: columnWidth}): Zone => ({
        id: `${name}: ${column.title}`,
        ...{top: top + headLines - 1, left, height: 1, width: columnWidth},
        at: () => ({kind: 'title', sort: () => actions.sortBy(column.title)}),
      }),
    );
  const rows: Zone = {
    id: name,
    ...{top: top + headLines, left: 0, height: shown.length, width},
    at({line, column}) {
      const select = () => actions.select(line);
      const value = valueAt(areas, shown[line], column);
      if (!value) return {kind: 'row', isSelected: line === selected, select, open: actions.open};
      return {
        kind: 'value',
        tell() {
          select();
          actions.tell(value.bytes, value.age);
        },
      };
    },
  };
  const whole: Zone = {
    id: name,
    ...{top, left: 0, height: headLines + page, width},
    scroll: (notches) => actions.scroll(notches * wheelRows),
  };
  return [...titles, rows, whole];
}

/** The value that a sparkline of this row has in a column of the screen. */
function valueAt<Row>(
  areas: ReturnType<typeof columnAreas<Row>>,
  row: Row | undefined,
  column: number,
): {bytes: number | undefined; age: number} | undefined {
  const area = areas.find(({left, width}) => column >= left && column < left + width);
  const trend = row === undefined ? undefined : area?.column.trend?.(row);
  if (!area || !trend) return undefined;
  const age = ageAt(column - area.left, trend, area.width);
  return age === undefined ? undefined : {bytes: trend.at(-1 - age), age};
}
