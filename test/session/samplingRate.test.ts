import {expect, test} from 'vitest';
import {createPace} from '../../source/session/samplingRate.js';

function paceAfter(...ticks: number[]) {
  const pace = createPace();
  for (const tookMs of ticks) pace.note(tookMs);
  return pace;
}

test('what is done in half of the interval keeps it', () => {
  expect(paceAfter(400, 500, 450).intervalMs(1000)).toBe(1000);
});

test('what takes longer three times gets whole intervals, half of them idle', () => {
  expect(paceAfter(510, 700, 600).intervalMs(1000)).toBe(2000);
  expect(paceAfter(2600, 2700, 2800).intervalMs(1000)).toBe(6000);
  expect(paceAfter(60, 60, 60).intervalMs(100)).toBe(200);
  expect(paceAfter(60, 60, 60).intervalMs(1000)).toBe(1000);
});

test('one or two long ones change nothing, and one short one ends it', () => {
  expect(paceAfter(100, 5000, 5000).intervalMs(1000)).toBe(1000);
  expect(paceAfter(5000, 5000).intervalMs(1000)).toBe(1000);
  expect(paceAfter(5000, 5000, 5000, 300).intervalMs(1000)).toBe(1000);
});
