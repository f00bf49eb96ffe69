import {expect, test} from 'vitest';
import {stepInterval} from '../../source/session/intervals.js';

test.each([
  [1, 1, 2],
  [1, -1, 0.5],
  [0.2, -1, 0.2],
  [60, 1, 60],
  [3600, 1, 3600],
  [3600, -1, 60],
  [0.1, 1, 0.2],
  [0.1, -1, 0.1],
  [1.5, 1, 2],
  [1.5, -1, 1],
] as const)('from %d s the step %d leads to %d s', (seconds, step, next) => {
  expect(stepInterval(seconds, step)).toBe(next);
});
