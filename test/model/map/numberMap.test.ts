import {expect, test} from 'vitest';
import {createNumberMap} from '../../../source/model/map/numberMap.js';

test('a number map holds what a Map holds', () => {
  const map = createNumberMap();
  const expected = new Map<number, number>();
  for (let index = 0; index < 20_000; index++) {
    const key = (index * 7_919) % 15_013 === 0 ? 2 ** 53 - 1 - index : (index * 7_919) % 15_013;
    map.set(key, index);
    expected.set(key, index);
  }
  expect([...expected.keys()].map(map.get)).toEqual([...expected.values()]);
  expect(map.get(15_013)).toBeUndefined();
  expect(map.get(2 ** 52)).toBeUndefined();
});
