import {expect, test} from 'vitest';
import {parseUptimeSeconds} from '../../source/kernel/uptime.js';

test.each([
  ['1475.60 2543.41\n', 1475.6],
  ['0.00 0.00\n', 0],
  ['12 3\n', 12],
  ['', undefined],
  ['x 1\n', undefined],
  ['-1.0 1\n', undefined],
])('parseUptimeSeconds %j → %j', (text, expected) => {
  expect(parseUptimeSeconds(text)).toBe(expected);
});
