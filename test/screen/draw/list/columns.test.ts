import {describe, expect, test} from 'vitest';
import {
  type Column,
  contentWidths,
  type PlacedColumn,
  paintHeadings,
  paintRow,
  placeColumns,
} from '../../../../source/screen/draw/list/columns.js';
import {createTheme} from '../../../../source/screen/draw/theme.js';
import {containerColumns} from '../../../../source/screen/views/containerColumns.js';
import {processColumns} from '../../../../source/screen/views/processColumns.js';
import {widthOf} from '../../../../source/text/width.js';

const theme = createTheme('none', true);
const titles = (placed: ReadonlyArray<PlacedColumn<never>>) =>
  placed.map(({column}) => column.title).join(' ');

type Any = ReadonlyArray<Column<never>>;
const tables: ReadonlyArray<readonly [string, Any]> = [
  ['containers', containerColumns as Any],
  ['processes', processColumns as Any],
];

describe.each(tables)('the columns of %s', (_, columns) => {
  test('fit into 80 columns with all that matters', () => {
    const usual = columns.filter(({optional}) => !optional);
    const shown = titles(placeColumns(usual, 80));
    expect(shown).toMatch(/\bSTATE\b.*\bOFFERED\b.*\bSAVED\b.*\bPROFIT\b/);
  });

  test('are never wider than the screen, at any width', () => {
    for (let width = 20; width <= 300; width++) {
      const placed = placeColumns(columns, width, {CONTAINER: 64, COMMAND: 900, STATE: 90});
      const used = placed.reduce((sum, place) => sum + place.width + 2, 1 - 2);
      expect(used).toBeLessThanOrEqual(Math.max(width, 21));
    }
  });

  test('are dropped by priority as the screen narrows', () => {
    let before: readonly string[] = columns.map(({title}) => title);
    const left: number[] = [];
    for (let width = 300; width >= 20; width--) {
      const shown = placeColumns(columns, width).map(({column}) => column.title);
      const gone = before.filter((title) => !shown.includes(title));
      left.push(...columns.filter(({title}) => gone.includes(title)).map(({priority}) => priority));
      before = shown;
    }
    expect(left).toEqual([...left].sort((a, b) => a - b));
    expect(left.length).toBeGreaterThan(columns.length / 2);
  });

  test('have room for their titles with the mark of order', () => {
    for (const {title, minimumWidth, sortValue} of columns) {
      const heading = sortValue ? `${title} ▾` : title;
      expect(widthOf(heading), title).toBeLessThanOrEqual(minimumWidth);
    }
  });

  test('have a meaning for the help, and titles of their own', () => {
    expect(new Set(columns.map(({title}) => title)).size).toBe(columns.length);
    for (const {meaning} of columns) expect(meaning).toMatch(/^[A-Z].+\.$/s);
  });
});

type Row = {name: string; bytes: string};

const pair: ReadonlyArray<Column<Row>> = [
  {
    title: 'NAME',
    align: 'left',
    minimumWidth: 6,
    grows: 'content',
    maximumWidth: 10,
    priority: 2,
    meaning: '',
    cell: ({name}) => name,
    sortValue: ({name}) => name,
  },
  {
    title: 'BYTES',
    align: 'right',
    minimumWidth: 7,
    priority: 1,
    meaning: '',
    cell: ({bytes}) => bytes,
    style: () => 'bad',
    sortValue: ({bytes}) => bytes,
  },
];

describe('a growing column', () => {
  const widthOfName = (width: number, content: number) =>
    placeColumns(pair, width, {NAME: content})[0]?.width;

  test('grows with its content, to its maximum, and no further than there is room', () => {
    expect(widthOfName(80, 8)).toBe(8);
    expect(widthOfName(80, 3)).toBe(6);
    expect(widthOfName(80, 40)).toBe(10);
    expect(widthOfName(18, 40)).toBe(8);
  });

  test('of more importance grows first', () => {
    const shown = containerColumns.filter(({optional}) => !optional);
    const grown = placeColumns(shown, 120, {CONTAINER: 40, STATE: 44, PROCS: 12});
    const widths = Object.fromEntries(grown.map(({column, width}) => [column.title, width]));
    const narrowest = containerColumns.find(({title}) => title === 'STATE')?.minimumWidth;
    expect(widths).toMatchObject({STATE: narrowest, PROCS: 7, KIND: 10});
    expect(widths.CONTAINER).toBeGreaterThan(15);
  });

  test('is as wide as its widest cell', () => {
    const rows = [
      {name: 'ab', bytes: ''},
      {name: '界面界', bytes: ''},
    ];
    expect(contentWidths(pair, rows, theme)).toEqual({NAME: 6});
    expect(contentWidths(pair, [], theme)).toEqual({NAME: 0});
  });
});

describe('a row', () => {
  const placed = placeColumns(pair, 18, {NAME: 8});
  const paint = (row: Row, selected = false, of = theme) => paintRow(of, placed, row, selected, 18);

  test('has words at the left and numbers at the right of their columns', () => {
    expect(paint({name: 'web', bytes: '5 B'})).toBe(' web           5 B');
    expect(paint({name: 'web', bytes: '5 B'}, true)).toBe('▸web           5 B');
  });

  test('cuts a name with an ellipsis, and keeps the columns after it in place', () => {
    expect(paint({name: 'kubernetes', bytes: '12 KiB'})).toBe(' kuberne…   12 KiB');
    expect(paint({name: '界面界面界', bytes: '12 KiB'})).toBe(' 界面界…    12 KiB');
  });

  test('keeps its columns in place in ASCII, too', () => {
    const ascii = createTheme('none', false);
    expect(paint({name: '界面界面界', bytes: '–'}, true, ascii)).toBe('>???????~        -');
    expect(paint({name: '👍🏽', bytes: '1 B'}, false, ascii)).toBe(' ????          1 B');
  });

  test('is colored cell by cell, and as a whole when it is selected', () => {
    const color = createTheme('color', true);
    expect(paint({name: 'web', bytes: '5 B'}, false, color)).toBe(
      ' web       \u001B[31m    5 B\u001B[39m',
    );
    expect(paint({name: 'web', bytes: '5 B'}, true, color)).toBe(
      '\u001B[30;46m▸web           5 B\u001B[39;49m',
    );
  });
});

test('the headings mark the order', () => {
  const placed = placeColumns(pair, 18, {NAME: 8});
  const headings = (title: string, descending: boolean) =>
    paintHeadings(theme, placed, {title, descending}, 18);
  expect(headings('BYTES', true)).toBe(' NAME      BYTES ▾');
  expect(headings('NAME', false)).toBe(' NAME ▴      BYTES');
});

test.each([
  [6, 'NAME ▾'],
  [5, 'NAME▾'],
  [4, '▾   '],
])('a heading of %d columns keeps the mark of the order', (minimumWidth, shown) => {
  const [name] = pair;
  const placed = name ? [{column: name, width: minimumWidth}] : [];
  const line = paintHeadings(theme, placed, {title: 'NAME', descending: true}, 1 + minimumWidth);
  expect(line).toBe(` ${shown}`);
});
