import {describe, expect, test} from 'vitest';
import {parseReplayTime} from '../../source/session/replayTime.js';

const at = (text: string) => new Date(text).getTime();
const recording = {
  startMs: at('2026-11-20T22:00'),
  shownMs: at('2026-11-21T10:00'),
  endMs: at('2026-11-22T03:00'),
};

describe('a typed time', () => {
  test.each([
    ['10:30', '2026-11-21T10:30'],
    [' 9:05:07 ', '2026-11-21T09:05:07'],
    ['2026-11-20 23:00', '2026-11-20T23:00'],
    ['2026-11-22T01:02:03', '2026-11-22T01:02:03'],
    ['start', '2026-11-20T22:00'],
  ])('%j is %s', (text, expected) => {
    expect(parseReplayTime(text, recording)).toBe(at(expected));
  });

  test('without a date is of the day that has it in the recording', () => {
    const late = {...recording, shownMs: at('2026-11-22T02:00')};
    expect(parseReplayTime('20:00', late)).toBe(at('2026-11-21T20:00'));
    const early = {...recording, shownMs: at('2026-11-20T23:00')};
    expect(parseReplayTime('07:00', early)).toBe(at('2026-11-21T07:00'));
    const short = {...recording, endMs: at('2026-11-21T11:00')};
    expect(parseReplayTime('12:00', short)).toBe(at('2026-11-21T12:00'));
  });

  test('may be the end, wherever that is by then', () => {
    expect(parseReplayTime('End', recording)).toBe(Number.POSITIVE_INFINITY);
  });

  test.each(['', 'noon', '24:00', '10:60', '10:00:60', '10', '2026-13-01 10:00', '10:00 11:00'])(
    '%j is none',
    (text) => {
      expect(parseReplayTime(text, recording)).toBeUndefined();
    },
  );
});
