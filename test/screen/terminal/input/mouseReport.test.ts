import {expect, test} from 'vitest';
import {createInputTokenizer} from '../../../../source/screen/terminal/input/inputTokenizer.js';
import {mouseReportOf} from '../../../../source/screen/terminal/input/mouseReport.js';

const reportsOf = (text: string) =>
  createInputTokenizer()
    .push(Buffer.from(text, 'latin1'))
    .flatMap((token) => mouseReportOf(token) ?? []);

test.each([
  ['\u001b[<0;1;1M', {button: 'left', line: 0, column: 0}],
  ['\u001b[<0;200;60M', {button: 'left', line: 59, column: 199}],
  ['\u001b[<64;5;6M', {button: 'wheelUp', line: 5, column: 4}],
  ['\u001b[<65;5;6M', {button: 'wheelDown', line: 5, column: 4}],
])('%j is a report', (text, report) => {
  expect(reportsOf(text)).toEqual([report]);
});

test.each([
  ['a release', '\u001b[<0;1;1m'],
  ['another button', '\u001b[<1;1;1M\u001b[<2;1;1M'],
  ['a movement', '\u001b[<35;1;1M\u001b[<32;1;1M'],
  ['with Shift, Meta or Ctrl', '\u001b[<4;1;1M\u001b[<8;1;1M\u001b[<16;1;1M\u001b[<68;1;1M'],
  ['a place that is none', '\u001b[<0;0;1M\u001b[<0;1;0M\u001b[<0;-1;1M\u001b[<0;999999;1M'],
  ['too few or too many numbers', '\u001b[<0;1M\u001b[<0M\u001b[<M\u001b[<0;1;1;1M'],
  ['an encoding that is not enabled', '\u001b[M !!\u001b[32;1;1M\u001b[0;1;1M\u001b[>0;1;1M'],
  ['with what does not belong to it', '\u001b[<0;1;1 M\u001b[<0:1;1;1M'],
])('%s is none', (_, text) => {
  expect(reportsOf(text)).toEqual([]);
});
