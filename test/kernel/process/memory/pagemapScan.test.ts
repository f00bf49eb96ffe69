import {expect, test} from 'vitest';
import {
  answersFor,
  PAGEMAP_SCAN,
  parseRanges,
  scanArgument,
  scannedUntil,
} from '../../../../source/kernel/process/memory/pagemapScan.js';

test('the request is _IOWR of f, 16 and a structure of 96 bytes', () => {
  expect(PAGEMAP_SCAN).toBe(((3 << 30) | (96 << 16) | (0x66 << 8) | 16) >>> 0);
  const answers = answersFor(2);
  const argument = scanArgument({start: 0x1000, end: 0x9000}, answers, 0xabcn);
  const words = [...new BigUint64Array(argument.buffer)];
  expect(words).toEqual([96n, 0n, 0x1000n, 0x9000n, 0n, 0xabcn, 2n, 0n, 4n, 12n, 0n, 8n]);
  expect(scannedUntil(argument)).toBe(0);
});

test('ranges are as many as the kernel says', () => {
  const answers = answersFor(2);
  new BigUint64Array(answers.buffer).set([0x7f00_0000_1000n, 0x7f00_0000_3000n, 8n, 1n, 2n, 8n]);
  expect(parseRanges(answers, 1)).toEqual([{start: 0x7f00_0000_1000, end: 0x7f00_0000_3000}]);
});
