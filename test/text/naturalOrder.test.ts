import {expect, test} from 'vitest';
import {naturalKey} from '../../source/text/naturalOrder.js';

const order = (a: string, b: string) => {
  const [keyA, keyB] = [naturalKey(a), naturalKey(b)];
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
};

test.each([
  [
    ['web10', 'web2', 'web1'],
    ['web1', 'web2', 'web10'],
  ],
  [
    ['101', '99', '1000'],
    ['99', '101', '1000'],
  ],
  [
    ['db', 'db1', 'da2'],
    ['da2', 'db', 'db1'],
  ],
  [
    ['a1c', 'a01b'],
    ['a01b', 'a1c'],
  ],
  [
    ['x9007199254740993', 'x9007199254740992'],
    ['x9007199254740992', 'x9007199254740993'],
  ],
  [
    ['1a', 'a', '1'],
    ['1', '1a', 'a'],
  ],
])('%j are put in the order %j', (names, ordered) => {
  expect([...names].sort(order)).toEqual(ordered);
  expect([...names].reverse().sort(order)).toEqual(ordered);
});
