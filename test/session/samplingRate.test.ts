import {expect, test} from 'vitest';
import {createSamplingRate, stepInterval} from '../../source/session/samplingRate.js';

function rateAfter(...ticks: number[]) {
  const rate = createSamplingRate();
  for (const tookMs of ticks) rate.note(tookMs);
  return rate;
}

test('what is done in half of the interval keeps it', () => {
  expect(rateAfter(400, 500, 450).intervalMs(1000)).toBe(1000);
});

test('what takes longer three times gets whole intervals, half of them idle', () => {
  expect(rateAfter(510, 700, 600).intervalMs(1000)).toBe(2000);
  expect(rateAfter(2600, 2700, 2800).intervalMs(1000)).toBe(6000);
  expect(rateAfter(60, 60, 60).intervalMs(100)).toBe(200);
  expect(rateAfter(60, 60, 60).intervalMs(1000)).toBe(1000);
});

test('one or two long ones change nothing, and one short one ends it', () => {
  expect(rateAfter(100, 5000, 5000).intervalMs(1000)).toBe(1000);
  expect(rateAfter(5000, 5000).intervalMs(1000)).toBe(1000);
  expect(rateAfter(5000, 5000, 5000, 300).intervalMs(1000)).toBe(1000);
});

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
