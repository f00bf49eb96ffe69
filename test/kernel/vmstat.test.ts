import {expect, test} from 'vitest';
import {parseOomKills, parseVmstat} from '../../source/kernel/vmstat.js';

test.each([
  ['nr_x 1\nksm_swpin_copy 7\ncow_ksm 0\nzero 1\n', {ksmSwpinCopy: 7, cowKsm: 0}],
  ['cow_ksm 9\n', {cowKsm: 9}],
  ['nr_free_pages 3\n', {}],
  ['xcow_ksm 9\ncow_ksm x\n', {}],
  ['', {}],
])('parseVmstat %j', (text, expected) => {
  expect(parseVmstat(text)).toEqual(expected);
});

test.each([
  ['pgfault 3\noom_kill 12\nnuma_hit 4\n', 12],
  ['oom_kill 0\n', 0],
  ['oom_killed 3\n', undefined],
  ['', undefined],
])('parseOomKills %j', (text, expected) => {
  expect(parseOomKills(text)).toBe(expected);
});
