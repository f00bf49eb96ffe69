import {expect, test} from 'vitest';
import {hasNoMemory, parseAnonymousPages} from '../../../../source/kernel/process/memory/statm.js';

test.each([
  ['730 460 433 5 0 89 0\n', 27],
  ['0 0 0 0 0 0 0\n', 0],
  // The kernel sums up the counters of a busy process one after another.
  ['730 460 461 5 0 89 0\n', 0],
  ['', undefined],
  ['730 460', undefined],
  ['a b c d\n', undefined],
])('parseAnonymousPages %j → %j', (text, expected) => {
  expect(parseAnonymousPages(Buffer.from(text))).toBe(expected);
});

test('looks at no byte behind the length', () => {
  expect(parseAnonymousPages(Buffer.from('730 460 433 5'), 9)).toBeUndefined();
});

test.each([
  ['0 0 0 0 0 0 0\n', true],
  ['730 460 433 5 0 89 0\n', false],
  ['', false],
])('hasNoMemory %j → %j', (text, expected) => {
  expect(hasNoMemory(Buffer.from(text))).toBe(expected);
});
