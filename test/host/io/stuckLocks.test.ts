import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createStuckLocks} from '../../../source/host/io/stuckLocks.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});

afterEach(() => {
  vi.useRealTimers();
});

test('each read that hangs doubles the pause before the next', () => {
  const locks = createStuckLocks(1000);
  locks.blame('a');
  vi.advanceTimersByTime(999);
  expect(locks.isStuck('a')).toBe(true);
  vi.advanceTimersByTime(2);
  expect(locks.isStuck('a')).toBe(false);
  locks.blame('a');
  vi.advanceTimersByTime(1999);
  expect(locks.isStuck('a')).toBe(true);
  locks.clear('a');
  expect(locks.isStuck('a')).toBe(false);
});

test('locks of processes that have ended are forgotten', () => {
  const locks = createStuckLocks(1000);
  for (const lock of ['a', 'b', 'c', 'd']) locks.blame(lock);
  expect(locks.many).toBe(true);
  vi.advanceTimersByTime(600_000);
  expect(locks.many).toBe(false);
});
