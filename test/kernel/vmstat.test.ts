import {expect, test} from 'vitest';
import {parseVmstat} from '../../source/kernel/vmstat.js';

test.each([
  ['nr_x 1\nksm_swpin_copy 7\ncow_ksm 0\nzero 1\n', {ksmSwpinCopy: 7, cowKsm: 0}],
  ['cow_ksm 9\n', {cowKsm: 9}],
  ['nr_free_pages 3\n', {}],
  ['xcow_ksm 9\ncow_ksm x\n', {}],
  ['', {}],
])('parseVmstat %j', (text, expected) => {
  expect(parseVmstat(text)).toEqual(expected);
});
