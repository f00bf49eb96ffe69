import {expect, test} from 'vitest';
import type {WriteOutcome} from '../../source/model/sample/sample.js';
import {createUnanswered} from '../../source/session/unanswered.js';

const write = (to: string, outcome: Partial<WriteOutcome>) => ({
  tried: [
    {name: 'pages_to_scan' as const, from: '100', to, outcome: {elapsedSeconds: 0, ...outcome}},
  ],
  notRestored: [],
});
const lost = {answerLost: true, errno: 'ECONNRESET'} as const;

test('a write that nothing has read back is told once the host shows what it holds', () => {
  const unanswered = createUnanswered();
  expect(unanswered.settle({pages_to_scan: '100'})).toBeUndefined();
  unanswered.note(write('200', lost));
  expect(unanswered.settle({})).toBeUndefined();
  expect(unanswered.settle({pages_to_scan: '100'})).toEqual({
    good: false,
    text: 'pages_to_scan is 100: not written.',
  });
  expect(unanswered.settle({pages_to_scan: '100'})).toBeUndefined();
  unanswered.note(write('200', lost));
  expect(unanswered.settle({pages_to_scan: '200'})).toEqual({
    good: true,
    text: 'pages_to_scan is 200: written.',
  });
});

test('what was read back, or written again, is settled already', () => {
  const unanswered = createUnanswered();
  unanswered.note(write('200', {...lost, value: '100'}));
  expect(unanswered.settle({pages_to_scan: '100'})).toBeUndefined();
  unanswered.note(write('200', lost));
  unanswered.note(write('300', {value: '300'}));
  expect(unanswered.settle({pages_to_scan: '300'})).toBeUndefined();
});
