import {expect, test} from 'vitest';
import {
  appendBounded,
  appendHistory,
  type HistoryPoint,
} from '../../../source/model/sample/history.js';
import {ksmSampleOf} from '../../fixtures/ksmSample.js';

test('a value that could not be read leaves a gap, a 0 does not', () => {
  const [point] = appendHistory([], ksmSampleOf({counters: {pages_shared: 0, pages_sharing: 7}}));
  expect(point?.values).toEqual({pages_shared: 0, pages_sharing: 7});
});

test('an hour at a second each is kept, and no more', () => {
  let history: readonly HistoryPoint[] = [];
  for (let second = 0; second < 3700; second++) {
    history = appendHistory(history, ksmSampleOf({counters: {pages_shared: second}}));
  }
  expect(history).toHaveLength(3600);
  expect(history[0]?.values.pages_shared).toBe(100);
  expect(history.at(-1)?.values.pages_shared).toBe(3699);
});

test('appending changes no list that someone else may hold', () => {
  const list = [1, 2, 3];
  expect(appendBounded(list, 4, 3)).toEqual([2, 3, 4]);
  expect(appendBounded(list, 4, 9)).toEqual([1, 2, 3, 4]);
  expect(appendBounded([], 1, 1)).toEqual([1]);
  const still = [7, 7, 7];
  expect(appendBounded(still, 7, 3)).toBe(still);
  expect(appendBounded(still, 7, 4)).toEqual([7, 7, 7, 7]);
  expect(appendBounded(still, 8, 3)).toEqual([7, 7, 8]);
  expect(list).toEqual([1, 2, 3]);
});
