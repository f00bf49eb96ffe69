import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createSharedAnswers} from '../../../source/host/names/sharedAnswers.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance', 'setTimeout', 'clearTimeout']});
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

test('does not repeat a question without an answer for a while', async () => {
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

test('waits only once for an answer that never comes', async () => {
  const share = createSharedAnswers();
  let asked = 0;
  let answer: (found: string) => void = () => {};
  const find = () => {
    asked++;
    return new Promise<string>((resolve) => {
      answer = resolve;
    });
  };
  const first = share('stuck', 0, find);
  const second = share('stuck', performance.now(), find);
  await vi.advanceTimersByTimeAsync(3000);
  expect(await Promise.all([first, second])).toEqual([undefined, undefined]);
  await vi.advanceTimersByTimeAsync(60_000);
  const startMs = performance.now();
  const later = share('stuck', performance.now(), find);
  await vi.advanceTimersByTimeAsync(0);
  expect(await later).toBeUndefined();
  expect(performance.now() - startMs).toBe(0);
  answer('after all');
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(1);
});
