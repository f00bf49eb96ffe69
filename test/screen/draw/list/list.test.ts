import {describe, expect, test} from 'vitest';
import type {Column} from '../../../../source/screen/draw/list/columns.js';
import {arrange, nextSortTitle, windowStart} from '../../../../source/screen/draw/list/list.js';
import {random} from '../../../fixtures/random.js';

type Row = {name: string; bytes?: number};

const column = (title: string, sortValue?: Column<Row>['sortValue']): Column<Row> => ({
  title,
  align: 'left',
  minimumWidth: 5,
  priority: 1,
  meaning: '',
  cell: ({name}) => name,
  ...(sortValue && {sortValue}),
});

const columns = [
  column('NAME', ({name}) => name),
  column('BYTES', ({bytes}) => bytes),
  column('TREND'),
];

const rows: readonly Row[] = [
  {name: 'delta', bytes: 5},
  {name: 'alpha'},
  {name: 'bravo', bytes: -7},
  {name: 'charlie', bytes: 5},
  {name: 'Echo', bytes: 0},
];

const names = (state: Partial<Parameters<typeof arrange>[2]>, of = rows) =>
  arrange(
    of,
    columns,
    {sortTitle: 'BYTES', descending: true, filter: '', ...state},
    ({name}) => name,
  )
    .map(({name}) => name)
    .join(' ');

describe('order', () => {
  test('is by the column, either way, with the sign', () => {
    expect(names({descending: true})).toBe('charlie delta Echo bravo alpha');
    expect(names({descending: false})).toBe('bravo Echo charlie delta alpha');
  });

  test('has unknown values last, in both orders', () => {
    for (const descending of [true, false]) expect(names({descending})).toMatch(/ alpha$/);
  });

  test('of equal rows is by name, in both orders', () => {
    for (const descending of [true, false]) {
      expect(names({descending})).toContain('charlie delta');
      expect(names({descending}, [...rows].reverse())).toContain('charlie delta');
    }
  });

  test('is by text where the column has text', () => {
    expect(names({sortTitle: 'NAME', descending: false})).toBe('Echo alpha bravo charlie delta');
  });

  test('does not change for a column that has none', () => {
    expect(names({sortTitle: 'TREND'})).toBe('delta alpha bravo charlie Echo');
    expect(names({sortTitle: 'GONE'})).toBe('delta alpha bravo charlie Echo');
  });

  test('does not change the given list', () => {
    names({});
    expect(rows[0]?.name).toBe('delta');
  });

  test('is one, whatever the figures', () => {
    const pick = random(3);
    const many = Array.from({length: 400}, (_, index) => ({
      name: `row${index % 50}`,
      ...(pick(5) > 0 && {bytes: (pick(2000) - 1000) * 2 ** pick(60)}),
    }));
    const sorted = arrange(
      many,
      columns,
      {sortTitle: 'BYTES', descending: true, filter: ''},
      (row) => row.name,
    );
    expect(sorted).toHaveLength(400);
    const known = sorted.filter(({bytes}) => bytes !== undefined).map(({bytes}) => bytes ?? 0);
    expect(known).toEqual([...known].sort((a, b) => b - a));
    expect(sorted.slice(known.length).every(({bytes}) => bytes === undefined)).toBe(true);
  });
});

describe('the filter', () => {
  test('shows the rows that hold its text, in any case', () => {
    expect(names({filter: 'E'})).toBe('charlie delta Echo');
    expect(names({filter: 'echo'})).toBe('Echo');
  });

  test('has no wildcards', () => {
    expect(names({filter: '.*'})).toBe('');
    expect(names({filter: '('})).toBe('');
  });
});

describe('the column to sort by', () => {
  test('is the next to the side, round and round, past columns without an order', () => {
    expect(nextSortTitle(columns, 'NAME', 1)).toBe('BYTES');
    expect(nextSortTitle(columns, 'BYTES', 1)).toBe('NAME');
    expect(nextSortTitle(columns, 'NAME', -1)).toBe('BYTES');
  });

  test('stays where there is none', () => {
    expect(nextSortTitle([column('TREND')], 'TREND', 1)).toBe('TREND');
  });
});

describe('the window', () => {
  test.each([
    ['does not move while the selected row is in sight', 5, 7, 10, 100, 5],
    ['follows it downwards only as far as needed', 5, 15, 10, 100, 6],
    ['follows it upwards only as far as needed', 5, 4, 10, 100, 4],
    ['jumps to the end', 0, 99, 10, 100, 90],
    ['moves up when rows vanish below', 90, 49, 10, 50, 40],
    ['shows short lists from their beginning', 3, 2, 10, 5, 0],
    ['is at the beginning of nothing', 3, 0, 10, 0, 0],
  ])('%s', (_, before, selected, height, total, start) => {
    expect(windowStart(before, selected, height, total)).toBe(start);
  });

  test('always has the selected row in it', () => {
    const pick = random(9);
    let start = 0;
    for (let round = 0; round < 2000; round++) {
      const total = 1 + pick(60);
      const height = 1 + pick(20);
      const selected = pick(total);
      start = windowStart(start, selected, height, total);
      expect(selected).toBeGreaterThanOrEqual(start);
      expect(selected).toBeLessThan(start + height);
      expect(start).toBeLessThanOrEqual(Math.max(0, total - height));
    }
  });
});
