import {expect, test} from 'vitest';
import {questionIn} from '../../source/cli/question.js';

test.each([['--help'], ['-h'], ['help'], ['help', '--help'], ['--procfs', '/x', '-h']])(
  '%j asks for the help',
  (...words) => {
    expect(questionIn(words)).toEqual({about: 'help'});
  },
);

test.each([
  ['help', 'set'],
  ['set', '--help'],
  ['set', 'run=2', '--yes', '-h'],
])('%j asks for the help of a command, and does not run it', (...words) => {
  expect(questionIn(words)).toEqual({about: 'help', command: 'set'});
});

test.each([['--version'], ['-V']])('%s asks for the version', (word) => {
  expect(questionIn([word])).toEqual({about: 'version'});
});

test.each([[], ['print'], ['set', '--', '-h'], ['print', '-V'], ['']].map((words) => [words]))(
  '%j asks nothing',
  (words) => {
    expect(questionIn(words)).toBeUndefined();
  },
);
