import {PassThrough} from 'node:stream';
import {afterEach, expect, test, vi} from 'vitest';
import {createRateLimit, readThrottled} from '../../../source/host/ssh/rateLimit.js';
import {until} from '../../support/until.js';

afterEach(() => {
  vi.useRealTimers();
});

test('a few bytes now and then are no excess, many at once are', () => {
  vi.useFakeTimers({toFake: ['performance']});
  const limit = createRateLimit(10_000);
  for (let second = 0; second < 100; second++) {
    expect(limit.exceeds(1024)).toBe(false);
    vi.advanceTimersByTime(1000);
  }
  expect(limit.exceeds(10_001)).toBe(true);
});

test('a stream is read chunk by chunk, in order and to its end', async () => {
  const stream = new PassThrough();
  let text = '';
  readThrottled(stream, (bytes) => {
    text += bytes;
  });
  const wanted = Array.from({length: 100}, (_, index) => `chunk ${index}\n`);
  for (const chunk of wanted) stream.write(chunk);
  await until('all chunks', () => text === wanted.join(''));
});
