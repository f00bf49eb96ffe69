import {expect, test} from 'vitest';
import {
  type AddressRange,
  bytesOfRanges,
  formatRange,
  joinRanges,
  parseRange,
  sharedRanges,
} from '../../../../source/kernel/process/memory/addressRanges.js';

const of = (...texts: readonly string[]): AddressRange[] =>
  texts.flatMap((text) => parseRange(text) ?? []);
const texts = (ranges: readonly AddressRange[]) => ranges.map(formatRange);

test('a range is written as the kernel writes it', () => {
  expect(texts(of('7f0000001000-7f0000003000'))).toEqual(['7f0000001000-7f0000003000']);
  expect(parseRange('fffffffffffff000-ffffffffffffffff')?.end).toBe(2n ** 64n - 1n);
});

test.each(['', '1000', '2000-1000', '1000-1000', '0x1-0x2', '1-2 ', '1-fffffffffffffffff'])(
  'not a range: "%s"',
  (text) => expect(parseRange(text)).toBeUndefined(),
);

test('ranges that overlap or touch are joined, and sorted', () => {
  const ranges = of('5000-6000', '1000-2000', '2000-3000', '1800-1900', '5800-7000');
  expect(texts(joinRanges(ranges))).toEqual(['1000-3000', '5000-7000']);
  expect(texts(ranges)[0]).toBe('5000-6000');
});

test.each([
  [['1000-4000'], ['2000-3000'], ['2000-3000']],
  [['1000-2000'], ['2000-3000'], []],
  // Split since, with a part that is gone.
  [['1000-9000'], ['1000-2000', '4000-5000', '8000-a000'], ['1000-2000', '4000-5000', '8000-9000']],
  [['3000-4000', '1000-2000'], ['1000-4000'], ['1000-2000', '3000-4000']],
  [[], ['1000-2000'], []],
])('what %j and %j share', (some, others, shared) => {
  expect(texts(sharedRanges(of(...some), of(...others)))).toEqual(shared);
  expect(texts(sharedRanges(of(...others), of(...some)))).toEqual(shared);
});

test('bytes of ranges', () => {
  expect(bytesOfRanges(of('1000-3000', '5000-5001'))).toBe(8193n);
});
