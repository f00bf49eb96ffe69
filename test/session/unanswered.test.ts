import {expect, test} from 'vitest';
import type {WriteOutcome} from '../../source/model/sample/sample.js';
import {noteAnswers, readBackUnanswered} from '../../source/session/unanswered.js';

const write = (to: string, outcome: Partial<WriteOutcome>) => ({
  tried: [
    {name: 'pages_to_scan' as const, from: '100', to, outcome: {elapsedSeconds: 0, ...outcome}},
  ],
  notRestored: [],
});
const lost = {answerLost: true, errno: 'ECONNRESET'} as const;

const values = {pages_to_scan: '100'};

test('a write that nothing has read back is reported once the host shows its value', () => {
  expect(readBackUnanswered({}, values)).toBeUndefined();
  const unanswered = noteAnswers({}, write('200', lost));
  expect(readBackUnanswered(unanswered, {})).toBeUndefined();
  expect(readBackUnanswered(unanswered, values)).toEqual({
    left: {},
    good: false,
    text: 'pages_to_scan is 100: not written.',
  });
  expect(readBackUnanswered(unanswered, {pages_to_scan: '200'})).toEqual({
    left: {},
    good: true,
    text: 'pages_to_scan is 200: written.',
  });
});

test('what was read back, or written again, is settled already', () => {
  expect(noteAnswers({}, write('200', {...lost, value: '100'}))).toEqual({});
  const unanswered = noteAnswers({}, write('200', lost));
  expect(noteAnswers(unanswered, write('300', {value: '300'}))).toEqual({});
});
