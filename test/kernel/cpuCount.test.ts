import {expect, test} from 'vitest';
import {parseCpuCount} from '../../source/kernel/cpuCount.js';

test.each([
  ['cpu  1 2 3\ncpu0 1 2\ncpu1 3 4\nintr 5 cpu2 1\n', 2],
  // Processors 1 and 2 are offline.
  ['cpu  1\ncpu0 1 2\ncpu3 3 4\ncpu100 3 4\n', 3],
  ['cpu  1\n', undefined],
  ['', undefined],
])('parseCpuCount %j → %j', (text, expected) => {
  expect(parseCpuCount(text)).toBe(expected);
});
