import {expect, test} from 'vitest';
import {ratio, withoutUnknown} from '../../../source/model/derive/unknown.js';

test.each([
  [6, 3, 2],
  [0, 3, 0],
  [-6, 3, -2],
  [6, 0, undefined],
  [0, 0, undefined],
  [undefined, 3, undefined],
  [6, undefined, undefined],
])('%s in relation to %s is %s', (part, whole, quotient) => {
  expect(ratio(part, whole)).toBe(quotient);
});

test('what is unknown is absent; zero, false and nothing written are known', () => {
  expect(withoutUnknown({a: undefined, b: 0, c: false, d: ''})).toEqual({b: 0, c: false, d: ''});
});
