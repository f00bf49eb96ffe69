import {describe, expect, test} from 'vitest';
import {parseCounter, parseKsmFiles, parseParameter} from '../../../source/kernel/ksm/ksmFiles.js';

describe('parseCounter', () => {
  test.each([
    ['-201384320\n', -201_384_320],
    ['-1\n', -1],
  ])('reads %j below zero, as some kernels print ksm_zero_pages too', (text, expected) => {
    expect(parseCounter(text)).toBe(expected);
  });

  test.each(['', '\n', 'abc', '12 34', '0x10', '1.5', '-', '--1', 'NaN', '9'.repeat(400)])(
    'takes %j for no number of pages',
    (text) => {
      expect(parseCounter(text)).toBeUndefined();
    },
  );

  test('takes the largest number a kernel can print', () => {
    expect(parseCounter('18446744073709551615\n')).toBe(2 ** 64);
  });
});

describe('parseParameter', () => {
  test.each([
    ['run', '0\n', '0'],
    ['run', '2\n', '2'],
    // Memory is going offline.
    ['run', '5\n', '1'],
    ['run', '4\n', '0'],
    ['run', '3\n', undefined],
    ['run', '8\n', undefined],
    ['run', 'on\n', undefined],
    ['advisor_mode', '[none] scan-time\n', 'none'],
    ['advisor_mode', 'none [scan-time]\n', 'scan-time'],
    ['advisor_mode', 'none scan-time\n', undefined],
    ['advisor_mode', '[]\n', undefined],
    ['smart_scan', '1\n', '1'],
    ['smart_scan', '7\n', undefined],
    ['pages_to_scan', '4294967295\n', '4294967295'],
    ['pages_to_scan', ' 100 \n', '100'],
    ['pages_to_scan', '-1\n', undefined],
    ['advisor_max_pages_to_scan', '18446744073709551615\n', '18446744073709551615'],
  ] as const)('%s %j → %j', (name, text, expected) => {
    expect(parseParameter(name, text)).toBe(expected);
  });
});

describe('parseKsmFiles', () => {
  test('leaves out what the kernel lacks', () => {
    expect(
      parseKsmFiles({run: '1\n', pages_shared: '0\n', pages_sharing: 'x', other: '1'}),
    ).toEqual({counters: {pages_shared: 0}, parameters: {run: '1'}});
  });

  test('is empty without files', () => {
    expect(parseKsmFiles({})).toEqual({counters: {}, parameters: {}});
  });
});
