import {describe, expect, test} from 'vitest';
import {
  formatBytes,
  formatCount,
  formatLarge,
  formatPercent,
  formatRate,
  formatSeconds,
  formatShare,
  formatSignedBytes,
  groupThousands,
} from '../../source/text/units.js';
import {random} from '../fixtures/random.js';

/** The highest figure of any kernel: 2^64 pages of 64 KiB, as bytes. */
const pageSize = 2 ** 16;
const most = 2 ** 64 * pageSize;

test.each([
  [undefined, '–'],
  [0, '0 B'],
  [0.4, '0 B'],
  [-0.4, '0 B'],
  [1, '1 B'],
  [1023, '1023 B'],
  [1023.6, '1.00 KiB'],
  [1024, '1.00 KiB'],
  [10_229, '9.99 KiB'],
  [10_235, '10.0 KiB'],
  [102_348, '99.9 KiB'],
  [102_350, '100 KiB'],
  [1000 * 1024, '1000 KiB'],
  [1023.4 * 1024, '1023 KiB'],
  [1023.97 * 1024, '1.00 MiB'],
  [1023.97 * 1024 ** 2, '1.00 GiB'],
  [-1023.97 * 1024, '-1.00 MiB'],
  [-201_384_320, '-192 MiB'],
  [3.15 * 2 ** 30, '3.15 GiB'],
  [2 ** 64, '16.0 EiB'],
  [most, '1.00 YiB'],
  [-most, '-1.00 YiB'],
])('%d bytes are written %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [undefined, '–'],
  [0, '0 B'],
  [0.3, '0 B'],
  [-0.3, '0 B'],
  [1, '+1 B'],
  [3.1 * 2 ** 30, '+3.10 GiB'],
  [-201_384_320, '-192 MiB'],
])('%d bytes of profit are written %s', (bytes, text) => {
  expect(formatSignedBytes(bytes)).toBe(text);
});

test.each([
  [undefined, '–'],
  [0, '0'],
  [-0.4, '0'],
  [999, '999'],
  [1000, '1 000'],
  [825_310, '825 310'],
  [99_999_999, '99 999 999'],
  [99_999_999.4, '99 999 999'],
  [99_999_999.6, '100 M'],
  [412_300_000, '412 M'],
  [-825_310, '-825 310'],
  [-412_300_000, '-412 M'],
  [2 ** 64, '18.4 E'],
])('a count of %d is written %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [undefined, '–'],
  [0, '0'],
  [0.4, '0'],
  [61, '61'],
  [9999, '9 999'],
  [9999.6, '10.0 k'],
  [39_210, '39.2 k'],
  [999_499, '999 k'],
  [999_500, '1.00 M'],
  [1_048_576, '1.05 M'],
  [-9999.6, '-10.0 k'],
  [-0.4, '0'],
  [2 ** 64, '18.4 E'],
])('%d is written %s where four digits fit', (count, text) => {
  expect(formatLarge(count)).toBe(text);
});

test.each([
  [undefined, '–'],
  [0, '0/s'],
  [0.2, '0/s'],
  [-0.2, '0/s'],
  [61, '+61/s'],
  [-1064, '-1 064/s'],
  [39_210, '+39.2 k/s'],
])('%d a second is written %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

test.each([
  [undefined, '–'],
  [0, '0.0 %'],
  [-0.000_01, '0.00 %'],
  [-0.001_2, '-0.1 %'],
  [0.000_000_1, '0.00 %'],
  [0.000_241, '0.02 %'],
  [0.000_94, '0.09 %'],
  [0.000_96, '0.1 %'],
  [0.001, '0.1 %'],
  [0.134, '13.4 %'],
  [0.9994, '99.9 %'],
  [0.9996, '100 %'],
  [1, '100 %'],
  [12.5, '1 250 %'],
])('a share of %d is written %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test('percent are written like shares', () => {
  expect([undefined, 0, 0.04, 12.4, 99.96].map(formatPercent)).toEqual([
    '–',
    '0.0 %',
    '0.04 %',
    '12.4 %',
    '100 %',
  ]);
});

test.each([
  [undefined, '–'],
  [0, '0 s'],
  [0.000_2, '0 ms'],
  [0.02, '20 ms'],
  [0.0994, '99 ms'],
  [0.0996, '0.1 s'],
  [8.1, '8.1 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [99.4, '99 s'],
  [99.6, '1 min 40 s'],
  [120, '2 min'],
  [250, '4 min 10 s'],
  [599.4, '9 min 59 s'],
  [599.6, '10 min'],
  [3599.6, '1 h'],
  [7500, '2 h 5 min'],
  [86_369, '23 h 59 min'],
  [86_399, '1 d'],
  [273_600, '3 d 4 h'],
  [100 * 86_400 + 7200, '100 d'],
  [11_650 * 86_400, '11 650 d'],
  [1e17, '1.16 T d'],
])('%d seconds are written %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test('thousands are set apart by a space, whatever the sign', () => {
  expect([0, 999, 1000, -1000, -100_000, 1_234_567, 4_294_967_295].map(groupThousands)).toEqual([
    '0',
    '999',
    '1 000',
    '-1 000',
    '-100 000',
    '1 234 567',
    '4 294 967 295',
  ]);
});

describe('any figure of a kernel', () => {
  const pick = random(64);
  const figures = Array.from({length: 4000}, () => {
    const size = 2 ** (pick(10_000) / 125) * (1 + pick(1000) / 1000);
    return pick(2) === 0 ? size : -size;
  });
  const formats = {
    formatBytes,
    formatSignedBytes,
    formatLarge: (bytes: number) => formatLarge(bytes / pageSize),
    formatRate: (bytes: number) => formatRate(bytes / pageSize),
  };

  test.each(Object.entries(formats))('%s gives at most four significant digits', (_, format) => {
    for (const figure of figures) {
      const text = format(figure);
      const digits = text.replace(/\D/g, '').replace(/^0+/, '');
      expect(digits.length, `${figure} → ${text}`).toBeLessThanOrEqual(4);
      expect(text).toMatch(/^[+-]?\d[\d .]* ?[A-Za-z/]*$/);
    }
  });

  test.each(Object.entries(formats))('%s keeps the sign', (_, format) => {
    for (const figure of figures) {
      const text = format(figure);
      if (/^0\b(?!\.)/.test(text)) expect(Math.abs(figure)).toBeLessThan(pageSize);
      else expect(text.startsWith('-')).toBe(figure < 0);
    }
  });

  test('a larger size is never written as a smaller one', () => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];
    const sizeOf = (text: string) => {
      const [digits = '', unit = ''] = text.split(' ');
      return Number(digits) * 1024 ** units.indexOf(unit);
    };
    const rising = figures.map(Math.abs).sort((a, b) => a - b);
    let before = 0;
    for (const size of rising) {
      const written = sizeOf(formatBytes(size));
      expect(written).toBeGreaterThanOrEqual(before);
      expect(Math.abs(written - size)).toBeLessThanOrEqual(Math.max(0.5, size * 0.0051));
      before = written;
    }
  });
});
