import {expect, test} from 'vitest';
import {chooseColumns, toggleOptional} from '../../../../source/screen/draw/list/chosenColumns.js';
import type {Column} from '../../../../source/screen/draw/list/columns.js';

const column = (title: string, optional?: true): Column<string> => ({
  ...{title, align: 'left', minimumWidth: 8, priority: 1, meaning: '', cell: (row) => row},
  ...(optional && {optional}),
});
const columns = [column('A'), column('B'), column('C', true), column('D')];

const titles = (chosen?: readonly string[], sortTitle = 'A') =>
  chooseColumns(columns, {
    ...{sortTitle, descending: true},
    ...(chosen && {columns: chosen}),
  })
    .map(({title}) => title)
    .join('');

test('shows all but the optional columns until some are chosen', () => {
  expect(titles()).toBe('ABD');
});

test('shows an optional column that the rows are sorted by', () => {
  expect(titles(undefined, 'C')).toBe('ABCD');
});

test('shows the chosen columns in their order, and leaves out those that are not there', () => {
  expect(titles(['D', 'GONE', 'C', 'A'])).toBe('DCA');
  expect(titles(['GONE'])).toBe('A');
});

test.each([
  ['ABD', 'ABCD'],
  ['ABCD', 'ABD'],
  ['DBA', 'DBAC'],
  ['DA', 'DAC'],
  ['D', 'CD'],
])('toggles the optional columns of %s: %s', (before, after) => {
  expect(toggleOptional(columns, [...before]).join('')).toBe(after);
});
