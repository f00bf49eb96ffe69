import {expect, test} from 'vitest';
import {widthOf} from '../../source/text/width.js';
import {cutWords, wrapWords} from '../../source/text/wrap.js';
import {random} from '../fixtures/random.js';

test.each([
  ['', 10, ['']],
  ['one two three', 20, ['one two three']],
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 3, ['one', 'two', 'thr', 'ee']],
  ['界面 界', 4, ['界面', '界']],
  [
    '/usr/lib/libksm_preload.so is missing',
    12,
    ['/usr/lib/lib', 'ksm_preload.', 'so is', 'missing'],
  ],
  ['is at /usr/lib/x.so', 8, ['is at', '/usr/lib', '/x.so']],
])('%j in lines of %d', (text, width, lines) => {
  expect(wrapWords(text, width)).toEqual(lines);
});

test.each([
  ['one two', 7, 'one two'],
  ['one two', 6, 'one …'],
  ['one two', 5, 'one …'],
  ['onetwo', 5, 'one …'],
  ['界面 界面', 7, '界面 …'],
])('%j cut to %d ends behind a word', (text, width, shown) => {
  expect(cutWords(text, width)).toBe(shown);
});

test('a character wider than the line is still shown', () => {
  expect(wrapWords('界面', 1)).toEqual(['界', '面']);
});

test('no word is lost, and no line is too wide', () => {
  const pick = random(100);
  const words = ['a', 'to', 'ksmd', 'memory', '/var/lib/containers', '界面界面', '🚀'];
  for (let round = 0; round < 1000; round++) {
    const text = Array.from({length: pick(12)}, () => words[pick(words.length)]).join(' ');
    const width = 2 + pick(30);
    const lines = wrapWords(text, width);
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  }
});
