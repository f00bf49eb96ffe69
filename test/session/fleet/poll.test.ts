import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createPoll} from '../../../source/session/fleet/poll.js';
import {createStore} from '../../../source/session/store.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A poll whose work ends when the test says so. */
function scripted() {
  const ends: Array<() => void> = [];
  let begun = 0;
  const store = createStore({});
  const read = () => {
    begun++;
    return new Promise<object>((resolve) => ends.push(() => resolve({})));
  };
  const told = vi.fn();
  store.subscribe(told);
  const poll = createPoll(store, read, 10);
  return {
    poll,
    told,
    begun: () => begun,
    async end() {
      ends.shift()?.();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

test('the interval begins when the work has ended: never twice at a time', async () => {
  const {begun, end, told} = scripted();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begun()).toBe(1);
  await end();
  expect(told).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(9999);
  expect(begun()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun()).toBe(2);
});

test('what is wanted while it works is done once, right after', async () => {
  const {poll, begun, end} = scripted();
  poll.pollNow();
  poll.pollNow();
  expect(begun()).toBe(1);
  await end();
  expect(begun()).toBe(2);
  await end();
  expect(begun()).toBe(2);
});

test('another interval holds at once, and a stop for good', async () => {
  const {poll, begun, end, told} = scripted();
  await end();
  poll.setInterval(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(begun()).toBe(2);
  poll.stop();
  await end();
  poll.pollNow();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begun()).toBe(2);
  expect(told).toHaveBeenCalledTimes(1);
});

test('work that fails is tried again', async () => {
  const work = vi.fn(async () => {
    throw new Error('refused');
  });
  const store = createStore<{rows: number; error?: string}>({rows: 3});
  const told = vi.fn();
  store.subscribe(told);
  const poll = createPoll(store, work, 10);
  await poll.started;
  expect(told).toHaveBeenCalledTimes(1);
  expect(store.getState()).toEqual({rows: 3, error: 'refused'});
  await vi.advanceTimersByTimeAsync(10_000);
  expect(work).toHaveBeenCalledTimes(2);
  poll.pollNow();
  await vi.advanceTimersByTimeAsync(0);
  expect(work).toHaveBeenCalledTimes(3);
  poll.stop();
});
