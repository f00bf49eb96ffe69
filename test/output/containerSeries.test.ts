import {expect, test} from 'vitest';
import {containerSeries} from '../../source/output/containerSeries.js';
import {rowOf} from '../support/hosts/hostileNames.js';

const none = {none: 0, requested: 0, loaded: 0, mergeable: 0, merging: 0, unknown: 0};

test('containers of one name and kind are one series', () => {
  const series = containerSeries(
    [
      rowOf({id: 'service:1/x', name: 'x', kind: 'service', savedBytes: 3}),
      rowOf({id: 'service:2/x', name: 'x', kind: 'service', savedBytes: 4}),
      rowOf({id: 'lxc:x', name: 'x', kind: 'lxc', savedBytes: 1}),
    ],
    10,
  );
  expect(series).toMatchObject([
    {
      id: 'service:1/x',
      processes: 2,
      savedBytes: 7,
      preload: {...none, none: 2},
    },
    {id: 'lxc:x', savedBytes: 1},
  ]);
});

test('names that look the same when shown are one series', () => {
  expect(containerSeries([rowOf({name: 'a\u001b'}), rowOf({name: 'a\n'})], 10)).toHaveLength(1);
});

test('a sum of unknown figures stays unknown', () => {
  const [first, other] = containerSeries(
    [
      rowOf({id: 'a', name: 'a', savedBytes: 5}),
      rowOf({id: 'b', name: 'b'}),
      rowOf({id: 'c', name: 'c', memoryBytes: 7}),
    ],
    1,
  );
  expect(first).toMatchObject({id: 'a'});
  expect(other).toMatchObject({id: 'other', name: 'other', kind: 'other', memoryBytes: 7});
  expect(other).not.toHaveProperty('savedBytes');
});

test('nothing is summed up when all have room', () => {
  expect(containerSeries([rowOf()], 1)).toEqual([rowOf()]);
  expect(containerSeries([], 1)).toEqual([]);
});
