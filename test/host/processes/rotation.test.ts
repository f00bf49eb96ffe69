import {expect, test} from 'vitest';
import {createRotation} from '../../../source/host/processes/rotation.js';

test.each([0.1, 1, 3, 7, 10, 100])(
  'every member has its turn within the period, every %d s',
  (seconds) => {
    const members = Array.from({length: 137}, (_, index) => index * 3);
    const rotation = createRotation<number>(8000, (member) => member);
    const seenMs = new Map(members.map((member) => [member, 0]));
    let longestMs = 0;
    for (let nowMs = seconds * 1000; nowMs < 200_000; nowMs += seconds * 1000) {
      for (const member of rotation.advance(members, seconds * 1000)) {
        longestMs = Math.max(longestMs, nowMs - (seenMs.get(member) ?? 0));
        seenMs.set(member, nowMs);
      }
    }
    expect(Math.min(...seenMs.values())).toBeGreaterThan(0);
    expect(longestMs).toBeLessThanOrEqual(Math.max(8000 + seconds * 1000, seconds * 1000));
  },
);

test('a rotation returns no member twice in one turn, and continues where members have left', () => {
  const rotation = createRotation<number>(8000, (member) => member);
  expect(rotation.advance([1, 2, 3, 4], 4000)).toEqual([1, 2]);
  expect(rotation.advance([1, 4, 5, 6], 4000)).toEqual([4, 5]);
  expect(rotation.advance([1, 4, 5, 6], 80_000)).toEqual([6, 1, 4, 5]);
  expect(rotation.advance([], 80_000)).toEqual([]);
  expect(rotation.advance([1, 2], 0)).toEqual([]);
});
