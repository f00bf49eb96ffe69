import {describe, expect, test} from 'vitest';
import {nextSpeed, playUntil, sampleAfter, sampleAt} from '../../source/recording/playback.js';

const times = [1000, 2000, 3000, 63_000, 64_000, 124_000];

describe('a time is found', () => {
  test.each([
    [0, 0],
    [1000, 0],
    [2999, 1],
    [3000, 2],
    [64_500, 4],
    [Number.POSITIVE_INFINITY, 5],
  ])('%i is sample %i', (timeMs, number) => {
    expect(sampleAt(times, timeMs)).toBe(number);
  });

  test.each([
    [0, 60_000, 3],
    [1, 60_000, 3],
    [2, 60_000, 3],
    [4, 60_000, 5],
    [5, 60_000, 5],
    [5, -60_000, 4],
    [4, -60_000, 2],
    [3, -60_000, 2],
    [2, -60_000, 0],
    [0, -60_000, 0],
    [3, 1, 4],
    [3, -1, 2],
  ])('from sample %i by %i ms is sample %i', (from, milliseconds, number) => {
    expect(sampleAfter(times, from, milliseconds)).toBe(number);
  });
});

describe('playing', () => {
  test('reaches the last sample that is due', () => {
    expect(playUntil(times, 0, 1999)).toEqual({number: 0, reachedMs: 1999});
    expect(playUntil(times, 0, 3500)).toEqual({number: 2, reachedMs: 3500});
    expect(playUntil(times, 2, 1e9)).toEqual({number: 5, reachedMs: 1e9});
    expect(playUntil(times, 5, 1e9)).toEqual({number: 5, reachedMs: 1e9});
  });

  test('continues one by one where the clock was set back', () => {
    const setBack = [5000, 6000, 1000, 2000, 3000];
    expect(playUntil(setBack, 0, 6500)).toEqual({number: 2, reachedMs: 1000});
    expect(playUntil(setBack, 2, 1000)).toEqual({number: 2, reachedMs: 1000});
    expect(playUntil(setBack, 2, 2000)).toEqual({number: 3, reachedMs: 2000});
  });

  test('has a slowest and a fastest speed', () => {
    expect(nextSpeed(1, 1)).toBe(2);
    expect(nextSpeed(1, -1)).toBe(0.5);
    expect(nextSpeed(0.25, -1)).toBe(0.25);
    expect(nextSpeed(300, 1)).toBe(300);
  });
});
