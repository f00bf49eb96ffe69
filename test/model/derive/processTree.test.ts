import {expect, test} from 'vitest';
import {arrangeTree} from '../../../source/model/derive/processTree.js';
import {random} from '../../fixtures/random.js';

const row = (pid: number, parentPid: number) => ({process: {pid, parentPid}});

const drawn = (rows: ReturnType<typeof row>[]) =>
  arrangeTree(rows).map(
    ({row: {process}, depth, last}) => `${depth}:${process.pid}${last ? '.' : ''}`,
  );

test('children are below their parent, in the order given', () => {
  expect(drawn([row(30, 10), row(1, 0), row(20, 10), row(10, 1), row(40, 30)])).toEqual([
    '0:1.',
    '1:10.',
    '2:30',
    '3:40.',
    '2:20.',
  ]);
});

test('whose parent is elsewhere is a root', () => {
  expect(drawn([row(7, 1), row(8, 1)])).toEqual(['0:7', '0:8.']);
});

test('cycles, which a reused pid can cause, lose no process', () => {
  expect(drawn([row(5, 5)])).toEqual(['0:5.']);
  expect(drawn([row(5, 6), row(6, 5), row(7, 6)])).toEqual(['0:5.', '1:6.', '2:7.']);
});

test('deep trees are drawn up to a depth, and wide ones quickly', () => {
  const deep = Array.from({length: 100}, (_, index) => row(index + 1, index));
  expect(Math.max(...arrangeTree(deep).map(({depth}) => depth))).toBe(20);
  const wide = Array.from({length: 20_000}, (_, index) => row(index + 2, 1));
  expect(arrangeTree([row(1, 0), ...wide])).toHaveLength(20_001);
});

test('every row comes once, whatever the parents', () => {
  const pick = random(17);
  for (let round = 0; round < 200; round++) {
    const rows = Array.from({length: pick(40)}, (_, index) => row(index, pick(40)));
    const arranged = arrangeTree(rows).map((entry) => entry.row);
    expect(new Set(arranged)).toEqual(new Set(rows));
    expect(arranged).toHaveLength(rows.length);
  }
});

test('a parent of more children than a call takes arguments is drawn all the same', () => {
  const children = Array.from({length: 200_000}, (_, index) => ({
    process: {pid: 2 + index, parentPid: 1},
  }));
  const rows = [{process: {pid: 1, parentPid: 0}}, ...children];
  expect(arrangeTree(rows)).toHaveLength(200_001);
});
