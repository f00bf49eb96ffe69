import {describe, expect, test} from 'vitest';
import {parseKsmMergingPages, parseKsmStat} from '../../../source/kernel/process/ksmStat.js';

describe('parseKsmStat', () => {
  test.each([
    ['6.1', 'ksm_rmap_items 5\n', {rmapItems: 5}],
    [
      '6.4',
      'ksm_rmap_items 5\nksm_merging_pages 3\nksm_process_profit -320\n',
      {rmapItems: 5, mergingPages: 3, profitBytes: -320},
    ],
    [
      '6.6',
      'ksm_rmap_items 5\nksm_zero_pages 2\nksm_merging_pages 3\nksm_process_profit 20160\n',
      {rmapItems: 5, zeroPages: 2, mergingPages: 3, profitBytes: 20_160},
    ],
    [
      '6.14',
      'ksm_rmap_items 16384\nksm_zero_pages 0\nksm_merging_pages 16384\n' +
        'ksm_process_profit 66060288\nksm_merge_any: no\nksm_mergeable: yes\n',
      {
        rmapItems: 16_384,
        zeroPages: 0,
        mergingPages: 16_384,
        profitBytes: 66_060_288,
        mergeAny: false,
        mergeable: true,
      },
    ],
    [
      'one that moves the colons',
      'ksm_rmap_items: 7\nksm_mergeable no\n',
      {rmapItems: 7, mergeable: false},
    ],
    ['one with more lines', 'ksm_new 1\nksm_rmap_items 7\nksm_rmap_items_x 9\n', {rmapItems: 7}],
    ['a kernel thread', '', {}],
    [
      'nonsense',
      'ksm_rmap_items -\nksm_merging_pages\nksm_mergeable: maybe\nksm_merge_any: yesno',
      {},
    ],
    [
      'counts below zero, word by word',
      'ksm_rmap_items -1\nksm_zero_pages 18446744073709551615\nksm_merging_pages 3\n',
      {rmapItems: -1, zeroPages: 2 ** 64, mergingPages: 3},
    ],
  ])('reads %s', (_, text, expected) => {
    expect(parseKsmStat(Buffer.from(text))).toEqual(expected);
  });

  test('looks at no byte behind the length', () => {
    const buffer = Buffer.from('ksm_rmap_items 12345\nksm_zero_pages 9\n');
    expect(parseKsmStat(buffer, 17)).toEqual({rmapItems: 12});
    expect(parseKsmStat(buffer, 0)).toEqual({});
  });
});

test.each([
  ['16384\n', 16_384],
  ['0\n', 0],
  ['', undefined],
  ['-1\n', -1],
  ['x\n', undefined],
])('parseKsmMergingPages %j → %j', (text, expected) => {
  expect(parseKsmMergingPages(Buffer.from(text))).toBe(expected);
});
