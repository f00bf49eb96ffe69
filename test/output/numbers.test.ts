import {expect, test} from 'vitest';
import {digitsText, numberText} from '../../source/output/numbers.js';

test.each([
  [0, 0, '0'],
  [-0, 0, '0'],
  [-0.004, 2, '0'],
  [1.5, 0, '2'],
  [0.1 + 0.2, 3, '0.3'],
  [100, 2, '100'],
  [12.4, 2, '12.4'],
  [1e-7, 6, '0'],
  [-201_384_320, 0, '-201384320'],
  [2 ** 53 - 1, 0, '9007199254740991'],
  [-(2 ** 53 - 1), 0, '-9007199254740991'],
])('%d with %d decimals is %s', (value, decimals, expected) => {
  expect(numberText(value, decimals)).toBe(expected);
});

test.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, -1 / 0, 2 ** 53, 2 ** 64, -1e21])(
  '%s is no number that could be written',
  (value) => {
    expect(numberText(value)).toBeUndefined();
  },
);

test.each([
  ['18446744073709551615', '18446744073709551615'],
  ['0', '0'],
  ['000', '0'],
  ['007', '7'],
  ['scan-time', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['', undefined],
  [undefined, undefined],
])('the digits of %j are %j', (text, expected) => {
  expect(digitsText(text)).toBe(expected);
});
