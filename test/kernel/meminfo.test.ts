import {expect, test} from 'vitest';
import {parseMeminfo} from '../../source/kernel/meminfo.js';

test('gives bytes', () => {
  const text =
    'MemTotal:       24669236 kB\nMemFree:             8 kB\nMemAvailable:         16 kB\n' +
    'Buffers:               1 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n' +
    'HugePages_Total:       0\n';
  expect(parseMeminfo(text)).toEqual({
    totalBytes: 25_261_297_664,
    freeBytes: 8192,
    availableBytes: 16_384,
    swapTotalBytes: 0,
    swapFreeBytes: 0,
  });
});

test('leaves out what an old kernel lacks', () => {
  expect(parseMeminfo('MemTotal:  1 kB\nMemFree: 1 kB\n')).toEqual({
    totalBytes: 1024,
    freeBytes: 1024,
  });
});

test.each(['', 'MemTotal: x kB\n', 'MemTotal: -1 kB\n', 'MemTotal: 5\n', 'toString: 5 kB\n'])(
  'finds nothing in %j',
  (text) => {
    expect(parseMeminfo(text)).toEqual({});
  },
);
