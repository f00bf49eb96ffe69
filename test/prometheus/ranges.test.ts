import {expect, test} from 'vitest';
import {parseRange, rangeOf, stepRange} from '../../source/prometheus/ranges.js';

test('times are written as Prometheus writes them', () => {
  expect(['30m', '6h', '7d', '1w', '90s'].map(parseRange)).toEqual([
    1800, 21_600, 604_800, 604_800, 90,
  ]);
  expect(['', 'h', '5', '1y', '59s', '367d', '-1h', '1h30m'].map(parseRange)).toEqual(
    Array(8).fill(undefined),
  );
});

test('keys step from one to the next, and no further', () => {
  expect(stepRange(3600, 1)).toBe(21_600);
  expect(stepRange(3600, -1)).toBe(900);
  expect(stepRange(900, -1)).toBe(900);
  expect(stepRange(5000, -1)).toBe(3600);
});

test('the points of a range stay where they are until the next step', () => {
  const {times, endSeconds, rangeSeconds, stepSeconds} = rangeOf(3600, 30, 1_000_000);
  expect(stepSeconds).toBe(120);
  expect(times).toHaveLength(31);
  expect(times.at(-1)).toBe(endSeconds);
  expect(times[0]).toBe(endSeconds - rangeSeconds);
  expect(endSeconds % 120).toBe(0);
  expect(rangeOf(3600, 30, 1_000_019).times).toEqual(times);
});
