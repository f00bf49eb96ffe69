import {expect, test} from 'vitest';
import {parseAssignments} from '../../../source/commands/options/assignments.js';

test.each([
  [['run=1']],
  [['run = 1']],
  [[' run= 1\t']],
  [['run', '=', '1']],
  [['run', '=1']],
  [['run=', '1']],
])('%j sets run to 1', (words) => {
  expect(parseAssignments(words)).toEqual({run: '1'});
});

test.each([
  [['run', '1'], '"run" is not of the form NAME=VALUE.'],
  [['run', '=', 'pages_to_scan=100'], /^"pages_to_scan=100" |run/],
  [['run='], /run/],
  [['run=', 'pages_to_scan=100'], /^run takes 0, 1 or 2/],
  [[], /NAME=VALUE/],
])('%j is refused', (words, sentence) => {
  expect(() => parseAssignments(words)).toThrow(sentence);
});
