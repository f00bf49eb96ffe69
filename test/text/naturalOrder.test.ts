import {expect, test} from 'vitest';
import {compareNatural} from '../../source/text/naturalOrder.js';

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
    ['a01b', 'a1c', 'a1b'],
    ['a01b', 'a1b', 'a1c'],
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
  expect([...names].sort(compareNatural)).toEqual(ordered);
  expect([...names].reverse().sort(compareNatural)).toEqual(ordered);
});

test('only the same name is equal', () => {
  expect(compareNatural('ct7', 'ct7')).toBe(0);
  expect(compareNatural('ct07', 'ct7')).not.toBe(0);
});
