import {describe, expect, test} from 'vitest';
import {roundAxis} from '../../../../source/screen/draw/chart/axis.js';

const mebibyte = 1024 * 1024;

/** The labels of all lines, from the bottom. */
const labels = (highest: number, lines: number) => {
  const {topBytes, label} = roundAxis(highest, lines);
  return Array.from({length: lines + 1}, (_, line) => label((topBytes * line) / lines));
};

describe('an axis', () => {
  test.each([
    [20 * mebibyte, 10, '0 MiB', '2 MiB', '20 MiB'],
    [354 * mebibyte, 17, '0 MiB', '25 MiB', '425 MiB'],
    [mebibyte, 11, '0 MiB', '0.1 MiB', '1.1 MiB'],
    [1010 * mebibyte, 10, '0 GiB', '0.1 GiB', '1.0 GiB'],
    [3.2 * 1024 * mebibyte, 8, '0 GiB', '0.4 GiB', '3.2 GiB'],
    [3.3 * 1024 * mebibyte, 8, '0 GiB', '0.5 GiB', '4.0 GiB'],
    [99 * mebibyte, 10, '0 MiB', '10 MiB', '100 MiB'],
    [2 ** 63, 20, '0 EiB', '0.4 EiB', '8.0 EiB'],
  ])('up to %d in %d lines goes from %s by %s to %s', (highest, lines, ...expected) => {
    const all = labels(highest, lines);
    expect([all[0], all[1], all.at(-1)]).toEqual(expected);
  });

  test('holds every value, leaves little empty, and has no label twice', () => {
    for (let highest = mebibyte; highest < 2 ** 60; highest *= 1.37) {
      for (const lines of [8, 11, 17, 27, 47]) {
        const {topBytes} = roundAxis(highest, lines);
        expect(topBytes).toBeGreaterThan(highest * 0.999_999);
        expect(topBytes).toBeLessThan(highest * 1.51);
        expect(new Set(labels(highest, lines)).size).toBe(lines + 1);
      }
    }
  });
});
