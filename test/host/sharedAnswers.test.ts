import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createSharedAnswers} from '../../source/host/sharedAnswers.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
  vi.advanceTimersByTime(60_000);
});

afterEach(() => {
  vi.useRealTimers();
});

/** Counts how often it was asked; the answer is that number. */
function counter(isSilent = () => false) {
  let asked = 0;
  return async () => {
    asked++;
    return isSilent() ? undefined : asked;
  };
}

test('asks once for many, and again when the answer is old', async () => {
  const share = createSharedAnswers();
  const find = counter();
  expect(await Promise.all([share('list', 0, find), share('list', 0, find)])).toEqual([1, 1]);
  expect(await share('other', 0, counter())).toBe(1);
  vi.advanceTimersByTime(14_000);
  expect(await share('list', 0, find)).toBe(1);
  vi.advanceTimersByTime(2000);
  expect(await share('list', 0, find)).toBe(2);
});

test('asks again for a container that was not there yet', async () => {
  const share = createSharedAnswers();
  const find = counter();
  await share('list', 0, find);
  vi.advanceTimersByTime(10);
  expect(await share('list', performance.now(), find)).toBe(2);
  expect(await share('list', performance.now(), find)).toBe(2);
});

test('leaves who gave no answer, or failed, alone for a while', async () => {
  const share = createSharedAnswers();
  let silent = true;
  const find = counter(() => silent);
  expect(await share('list', 0, find)).toBeUndefined();
  silent = false;
  expect(await share('list', performance.now() + 1, find)).toBeUndefined();
  vi.advanceTimersByTime(11_000);
  expect(await share('list', 0, find)).toBe(2);
  expect(await share('broken', 0, () => Promise.reject(new Error('no')))).toBeUndefined();
});
