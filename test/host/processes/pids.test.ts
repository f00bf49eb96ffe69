import {expect, test} from 'vitest';
import {comparePids, sortedPids} from '../../../source/host/processes/pids.js';

test('pids are the names that are numbers, sorted', () => {
  expect(sortedPids(['1', '20', '3', 'self', '0', '7x', '9007199254740993', 'net'])).toEqual([
    1, 3, 20,
  ]);
});

test.each([
  [[], [1, 2], [1, 2], []],
  [[1, 2], [], [], [1, 2]],
  [
    [1, 2, 5, 9],
    [2, 3, 9, 12],
    [3, 12],
    [1, 5],
  ],
  [[4, 7], [4, 7], [], []],
])('between %j and %j there are new ones and gone ones', (before, now, added, gone) => {
  expect(comparePids(before, now)).toEqual({added, gone});
});
