import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createTickSchedule} from '../../source/session/tickSchedule.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});
afterEach(() => {
  vi.useRealTimers();
});

test('ticks keep their distance, and a late one is not made up for', () => {
  const schedule = createTickSchedule(1000, 0);
  expect(schedule.nextWaitMs()).toBe(1000);
  vi.advanceTimersByTime(1300);
  expect(schedule.nextWaitMs()).toBe(700);
});

test('what is left to read is read soon, and then less often', () => {
  const schedule = createTickSchedule(1000, 0);
  const waits = Array.from({length: 5}, () => {
    schedule.note(1, true);
    return schedule.nextWaitMs();
  });
  expect(waits).toEqual([25, 50, 100, 200, 200]);
  schedule.note(1, false);
  expect(schedule.nextWaitMs()).toBe(1000);
});

test('an interval that cannot be kept becomes a multiple of itself, until it can', () => {
  const schedule = createTickSchedule(1000, 0);
  for (let tick = 0; tick < 3; tick++) schedule.note(1100, false);
  expect(schedule.slowedIntervalMs()).toBe(3000);
  schedule.note(1, false);
  expect(schedule.slowedIntervalMs()).toBeUndefined();
});

test('another interval begins after its delay', () => {
  const schedule = createTickSchedule(60_000, 0);
  schedule.setInterval(1000, 200);
  expect(schedule.intervalMs).toBe(1000);
  expect(schedule.nextWaitMs()).toBe(200);
});
