import {expect, test} from 'vitest';
import {parseTaskCensus} from '../../source/kernel/loadavg.js';

test.each([
  ['0.00 0.21 0.50 1/10234 30884\n', '10234 30884'],
  ['120.70 99.01 3.50 17/10234 30884\n', '10234 30884'],
  ['', undefined],
  ['0.00 0.21 0.50 1/10234\n', undefined],
  ['0.00 0.21 0.50 x/10234 30884\n', undefined],
])('parseTaskCensus %j → %j', (text, expected) => {
  expect(parseTaskCensus(text)).toBe(expected);
});
