import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {believe} from '../../../source/model/belief/belief.js';
import {hostVerdict} from '../../../source/model/derive/verdict.js';
import {sampleOf} from '../../fixtures/sample.js';

type Ksm = NonNullable<Exclude<Parameters<typeof sampleOf>[0], undefined>['ksm']>;

/** 74 MiB saved of 94 MiB offered. */
const host = {pages_shared: 1000, pages_sharing: 19_000, pages_unshared: 4000, full_scans: 20};
const profit = 19_000 * 4096 - 24_000 * 64;
const ksmOf = (more: Exclude<Ksm, false> = {}) => ({...host, general_profit: profit, ...more});
const doubtsOf = (ksm: Ksm, more: Parameters<typeof sampleOf>[0] = {}) =>
  believe(sampleOf({ksm, ...more})).doubts.map(({figure}) => figure);

describe('a counter that cannot be', () => {
  test('is none where all is well: the sample stays the same object', () => {
    const sample = sampleOf({ksm: ksmOf({ksm_zero_pages: 300})});
    expect(believe(sample)).toEqual({sample, doubts: []});
    expect(believe(sample).sample).toBe(sample);
  });

  test.each([
    ['ksm_zero_pages', -1],
    ['ksm_zero_pages', 2 ** 64],
    ['pages_volatile', -5],
    ['pages_shared', 2 ** 63],
    ['pages_sharing', 2 ** 64],
    // 24 GiB of memory hold neither that many pages nor their metadata.
    ['pages_shared', 7_000_000],
    ['pages_sharing', 500_000_000],
    ['pages_unshared', 500_000_000],
    ['stable_node_dups', 2 ** 63],
    ['full_scans', 2 ** 64],
    ['pages_scanned', -1],
  ])('%s %d is unknown, with its reason', (name, value) => {
    const {sample, doubts} = believe(sampleOf({ksm: ksmOf({[name]: value})}));
    expect(sample.ksm?.counters).not.toHaveProperty(name);
    expect(doubts[0]).toEqual({figure: name, value, reason: expect.stringMatching(/^(is|has) /)});
  });

  test('of a 32-bit kernel has wrapped at 2^32, but a total uses the whole word', () => {
    const narrow = {host: {rmapItemBytes: 32}, memory: {}};
    expect(doubtsOf({...host, ksm_zero_pages: 2 ** 32 - 1}, narrow)).toContain('ksm_zero_pages');
    expect(doubtsOf(ksmOf({pages_scanned: 2 ** 32 - 1}), narrow)).toEqual([]);
  });

  test('is a general_profit that leaves out what is merged', () => {
    const merged = {...host, pages_sharing: 190_000};
    for (const general_profit of [0, -1_000_000]) {
      const model = advance(undefined, sampleOf({ksm: {...merged, general_profit}}));
      expect(model.doubts).toEqual([
        {
          figure: 'general_profit',
          value: general_profit,
          reason: expect.stringMatching(/^is less/),
        },
      ]);
      expect(model.figures.profitBytes).toBe(190_000 * 4096 - 195_000 * 64);
    }
    const withoutZero = 190_000 * 4096 - 195_000 * 64;
    expect(doubtsOf({...merged, general_profit: withoutZero, ksm_zero_pages: 900_000})).toEqual([]);
  });

  test('takes general_profit with it, which the kernel computes from it', () => {
    expect(doubtsOf(ksmOf({ksm_zero_pages: -1}))).toEqual(['ksm_zero_pages', 'general_profit']);
    expect(doubtsOf(ksmOf({full_scans: -1}))).toEqual(['full_scans']);
  });

  test.each([2 ** 63 - 1, -(2 ** 63), 2 ** 64, 2 ** 40, -(2 ** 40)])(
    'general_profit %d is unknown, and worked out from the counters',
    (general_profit) => {
      const model = advance(undefined, sampleOf({ksm: ksmOf({general_profit})}));
      expect(model.doubts.map(({figure}) => figure)).toEqual(['general_profit']);
      expect(model.figures.profitBytes).toBe(profit);
    },
  );

  test('is not looked for in the memory of a container, whose ksmd is out of sight', () => {
    const small = {memory: {totalBytes: 2 ** 26}};
    expect(doubtsOf(ksmOf({pages_shared: 20_000}), small)).toContain('pages_shared');
    const {ksmd: _, ...sample} = sampleOf({ksm: ksmOf({pages_shared: 20_000}), ...small});
    expect(believe(sample).doubts).toEqual([]);
  });
});

describe('zero pages below zero', () => {
  test.each([-1, -200_000, 2 ** 64])('%d: what is merged is saved, and nothing is lost', (zero) => {
    const general_profit = (19_000 + (zero > 0 ? -1 : zero)) * 4096 - 24_000 * 64;
    const model = advance(
      undefined,
      sampleOf({ksm: ksmOf({ksm_zero_pages: zero, general_profit, use_zero_pages: 1})}),
    );
    expect(model.figures.savedBytes).toBe(19_000 * 4096);
    expect(model.figures.profitBytes).toBe(profit);
    expect(hostVerdict(model)).toBe('saving');
  });

  test('leave the profit unknown where it would be a loss without them', () => {
    const ksm = {pages_unshared: 100_000, full_scans: 20, ksm_zero_pages: -1};
    const model = advance(undefined, sampleOf({ksm: {...ksm, general_profit: -6_404_096}}));
    expect(model.figures).not.toHaveProperty('profitBytes');
    expect(hostVerdict(model)).toBeUndefined();
  });
});

test.each([
  ['availableBytes', {totalBytes: 2 ** 30, availableBytes: 2 ** 31}],
  ['freeBytes', {totalBytes: 2 ** 30, freeBytes: 2 ** 31}],
  ['swapFreeBytes', {swapTotalBytes: 2 ** 30, swapFreeBytes: 2 ** 31}],
])('no part of the memory is larger than the whole: %s', (name, memory) => {
  const {sample, doubts} = believe(sampleOf({memory}));
  expect(sample.memory).not.toHaveProperty(name);
  expect(doubts).toHaveLength(1);
});

test('a count of vmstat that has wrapped is unknown', () => {
  const {sample} = believe(sampleOf({vmstat: {cowKsm: 2 ** 64, ksmSwpinCopy: 7}}));
  expect(sample.vmstat).toEqual({ksmSwpinCopy: 7});
});
