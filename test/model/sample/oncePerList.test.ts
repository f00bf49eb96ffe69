import {expect, test, vi} from 'vitest';
import {oncePerList} from '../../../source/model/sample/oncePerList.js';
import {processOf} from '../../fixtures/sample.js';

test('a list is visited once, and another one again, whatever the result', () => {
  const make = vi.fn((processes: readonly unknown[]) => processes.length || undefined);
  const count = oncePerList(make);
  const list = [processOf({pid: 1}), processOf({pid: 2})];
  expect([count(list), count(list), count(list.slice(1))]).toEqual([2, 2, 1]);
  expect(make).toHaveBeenCalledTimes(2);
  const none: [] = [];
  expect([count(none), count(none)]).toEqual([undefined, undefined]);
  expect(make).toHaveBeenCalledTimes(3);
});
