import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createStallDetector} from '../../../source/host/ssh/stallDetector.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});

afterEach(() => {
  vi.useRealTimers();
});

function begun() {
  const stall = createStallDetector();
  stall.begin();
  return stall;
}

test('an answer stalls from the last part that ended', () => {
  const stall = begun();
  vi.advanceTimersByTime(400);
  expect(stall.stalledMs).toBe(400);
  stall.partEnded();
  vi.advanceTimersByTime(100);
  expect(stall.stalledMs).toBe(100);
});

test('bytes count at the rate of the slowest connection, and are not saved up', () => {
  const stall = begun();
  vi.advanceTimersByTime(3000);
  stall.received(4096);
  expect(stall.stalledMs).toBe(2000);
  stall.received(1_048_576);
  expect(stall.stalledMs).toBe(0);
  vi.advanceTimersByTime(500);
  expect(stall.stalledMs).toBe(500);
});

test('a trickle does not keep an answer alive', () => {
  const stall = begun();
  for (let second = 0; second < 20; second++) {
    vi.advanceTimersByTime(1000);
    stall.received(5);
  }
  expect(stall.stalledMs).toBeGreaterThan(19_000);
});

test('parts without end do not keep it alive either', () => {
  const stall = begun();
  for (let second = 0; second < 130; second++) {
    vi.advanceTimersByTime(1000);
    stall.partEnded();
  }
  expect(stall.stalledMs).toBe(10_000);
});

test('time that ksmtop slept does not count', () => {
  const stall = begun();
  for (let tick = 0; tick < 4; tick++) {
    vi.advanceTimersByTime(50);
    stall.tick(50);
  }
  vi.advanceTimersByTime(60_050);
  stall.tick(50);
  expect(stall.stalledMs).toBe(250);
});
