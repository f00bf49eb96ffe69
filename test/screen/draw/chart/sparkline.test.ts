import {expect, test} from 'vitest';
import {sparkline} from '../../../../source/screen/draw/chart/sparkline.js';

const marks = [...'▁▂▃▄▅▆▇█'];

test.each([
  [[], 3, '   '],
  [[0, 0, 0], 3, '▁▁▁'],
  [[5], 3, '  █'],
  [[7, 7, 7], 3, '███'],
  [[0, 1, 2, 3, 4, 5, 6, 7], 8, '▁▂▃▄▅▆▇█'],
  [[1, 2, 3, 4], 2, '▇█'],
  [[0, undefined, 7], 3, '▁ █'],
  [[undefined, undefined], 2, '  '],
  [[-5, 0, 5], 3, '▁▁█'],
  [[-5, -6], 2, '▁▁'],
  [[1, 1_000_000], 2, '▂█'],
  [[1e-9, 0], 2, '█▁'],
])('%j in %d columns', (values, width, line) => {
  expect(sparkline(values, width, marks)).toBe(line);
});

test('takes exactly its width, however many values there are', () => {
  const values = Array.from({length: 3600}, (_, index) => index % 97);
  for (const width of [0, 1, 40, 250, 4000]) {
    expect(sparkline(values, width, marks)).toHaveLength(width);
  }
});

test('idle is a line of the lowest mark, not an empty place', () => {
  expect(sparkline(Array(5).fill(0), 5, marks)).toBe('▁▁▁▁▁');
  expect(sparkline(Array(5).fill(0), 5, [...'_.:-=+*#'])).toBe('_____');
});
