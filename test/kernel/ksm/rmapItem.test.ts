import {describe, expect, test} from 'vitest';
import {itemBytesByWord, measuredItemBytes} from '../../../source/kernel/ksm/rmapItem.js';

const counters = {
  pages_shared: 1000,
  pages_sharing: 9000,
  pages_unshared: 490_000,
  pages_volatile: 0,
};
const profit = (itemBytes: number) => 9000 * 4096 - 500_000 * itemBytes;

describe('what the kernel counts for an item', () => {
  test.each([32, 64, 72])('%d bytes', (bytes) => {
    expect(measuredItemBytes({counters: {...counters, general_profit: profit(bytes)}}, 4096)).toBe(
      bytes,
    );
  });

  test('zero pages save as well', () => {
    const zero = {ksm_zero_pages: 50, general_profit: profit(64) + 50 * 4096};
    expect(measuredItemBytes({counters: {...counters, ...zero}}, 4096)).toBe(64);
  });

  test.each([
    ['before 6.4', {general_profit: undefined}],
    ['counters that changed while they were read', {pages_sharing: 9003}],
    ['few items', {pages_unshared: 0, pages_sharing: 0, pages_shared: 8, general_profit: -512}],
    ['nothing offered', {pages_shared: 0, pages_sharing: 0, pages_unshared: 0, general_profit: 0}],
    ['no size of an item', {general_profit: profit(4096)}],
  ])('is not known: %s', (_, change) => {
    const changed = {...counters, general_profit: profit(64), ...change};
    const known = Object.fromEntries(
      Object.entries(changed).filter(([, value]) => value !== undefined),
    );
    expect(measuredItemBytes({counters: known}, 4096)).toBeUndefined();
  });
});

test.each([
  ['a program of 64 bit', {programWordBytes: 8}, 64],
  ['32 bit on an arm kernel of 64', {programWordBytes: 4, arch: 'aarch64'}, 64],
  ['32 bit through and through', {programWordBytes: 4, arch: 'armv7l'}, 32],
  [
    'an old kernel of 64 bit, by its symbols',
    {programWordBytes: 4, symbols: '0000000000000000 A fixed\n'},
    64,
  ],
  [
    'an old kernel of 32 bit, by its symbols',
    {programWordBytes: 4, symbols: 'c0100000 T _text\n'},
    32,
  ],
  [
    'by the release, as a last resort',
    {programWordBytes: 4, release: '3.10.0-1160.el7.x86_64'},
    64,
  ],
  ['a Raspberry Pi', {programWordBytes: 4, release: '6.6.31+rpt-rpi-v8'}, 64],
  ['nothing else known', {programWordBytes: 4, release: '5.10.0-686'}, 32],
  ['nothing known at all', {}, 64],
] as const)('%s', (_, facts, bytes) => {
  expect(itemBytesByWord(facts)).toBe(bytes);
});
