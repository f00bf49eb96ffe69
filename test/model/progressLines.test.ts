import {expect, test} from 'vitest';
import {createProgressReader, progressLine} from '../../source/model/progressLines.js';

test('lines of progress are found among others, in whatever pieces they come', () => {
  const text = `Welcome\n${progressLine({done: 1})}{"time":"…"}\n${progressLine({done: 2})}progress {"done":3`;
  for (const size of [1, 7, text.length]) {
    const seen: unknown[] = [];
    const read = createProgressReader((progress) => seen.push(progress));
    for (let at = 0; at < text.length; at += size) read(text.slice(at, at + size));
    expect(seen).toEqual([{done: 1}, {done: 2}]);
  }
});

test('a line without an end does not take more and more memory, and an invalid one is skipped', () => {
  const seen: unknown[] = [];
  const read = createProgressReader((progress) => seen.push(progress));
  for (let count = 0; count < 100; count++) read('progress '.repeat(10_000));
  read('\nprogress {\n');
  read(progressLine({done: 1}));
  expect(seen).toEqual([{done: 1}]);
});
