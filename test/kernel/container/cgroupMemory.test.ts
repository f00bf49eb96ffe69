import {expect, test} from 'vitest';
import {
  parseCgroupAnonymousBytes,
  parseFileBytes,
  parseMemoryLimit,
} from '../../../source/kernel/container/cgroupMemory.js';

test.each([
  ['max\n', Number.POSITIVE_INFINITY],
  ['9223372036854771712\n', Number.POSITIVE_INFINITY],
  ['', undefined],
  ['-1\n', undefined],
  ['0\n', 0],
  ['536870912\n', 536_870_912],
])('a limit of %j', (text, bytes) => {
  expect(parseMemoryLimit(text)).toBe(bytes);
});

const stat =
  'anon 900\nfile 70\ninactive_file 7\nactive_file 5\ntotal_inactive_file 40\ntotal_active_file 2\n';

test.each([
  ['unified', 12],
  ['memory', 42],
] as const)('file pages of the %s hierarchy, with what is below', (hierarchy, bytes) => {
  expect(parseFileBytes(stat, hierarchy)).toBe(bytes);
  expect(parseFileBytes('', hierarchy)).toBe(0);
});

test.each([
  ['unified', 'anon 4096\nanon_thp 0\nfile 8192\n', 4096],
  ['memory', 'rss 4096\ntotal_cache 1\ntotal_rss 8192\ntotal_rss_huge 1\n', 8192],
  ['unified', 'total_rss 8192\n', undefined],
  ['memory', 'rss 4096\nanon 1\n', undefined],
  ['unified', '', undefined],
] as const)('parseCgroupAnonymousBytes %s %j → %j', (hierarchy, text, expected) => {
  expect(parseCgroupAnonymousBytes(text, hierarchy)).toBe(expected);
});
