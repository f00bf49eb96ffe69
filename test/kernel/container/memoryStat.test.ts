import {expect, test} from 'vitest';
import {parseCgroupAnonymousBytes} from '../../../source/kernel/container/memoryStat.js';

test.each([
  ['unified', 'anon 4096\nanon_thp 0\nfile 8192\n', 4096],
  ['memory', 'rss 4096\ntotal_cache 1\ntotal_rss 8192\ntotal_rss_huge 1\n', 8192],
  ['unified', 'total_rss 8192\n', undefined],
  ['memory', 'rss 4096\nanon 1\n', undefined],
  ['unified', '', undefined],
] as const)('parseCgroupAnonymousBytes %s %j → %j', (hierarchy, text, expected) => {
  expect(parseCgroupAnonymousBytes(text, hierarchy)).toBe(expected);
});
