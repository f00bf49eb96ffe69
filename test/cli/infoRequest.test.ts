import {expect, test} from 'vitest';
import {infoRequestIn} from '../../source/cli/infoRequest.js';

test.each([['--help'], ['-h'], ['help'], ['help', '--help'], ['--procfs', '/x', '-h']])(
  '%j asks for the help',
  (...words) => {
    expect(infoRequestIn(words)).toEqual({about: 'help'});
  },
);

test.each([
  ['help', 'set'],
  ['set', '--help'],
  ['set', 'run=2', '--yes', '-h'],
])('%j asks for the help of a command, and does not run it', (...words) => {
  expect(infoRequestIn(words)).toEqual({about: 'help', command: 'set'});
});

test.each([['--version'], ['-V']])('%s asks for the version', (word) => {
  expect(infoRequestIn([word])).toEqual({about: 'version'});
});

test.each([[], ['print'], ['set', '--', '-h'], ['print', '-V'], ['']].map((words) => [words]))(
  '%j asks nothing',
  (words) => {
    expect(infoRequestIn(words)).toBeUndefined();
  },
);
