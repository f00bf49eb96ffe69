import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createPublishing} from '../../../source/session/fleet/publishing.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance', 'setTimeout', 'clearTimeout']});
});

afterEach(() => {
  vi.useRealTimers();
});

test('several changes are published once, as soon as the most urgent one is due', () => {
  const publish = vi.fn();
  const publishing = createPublishing(publish);
  publishing.within(1000);
  publishing.within(50);
  publishing.within(1000);
  vi.advanceTimersByTime(49);
  expect(publish).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2000);
  expect(publish).toHaveBeenCalledOnce();
  publishing.within(1000);
  vi.advanceTimersByTime(1000);
  expect(publish).toHaveBeenCalledTimes(2);
});

test('nothing is published after the end', () => {
  const publish = vi.fn();
  const publishing = createPublishing(publish);
  publishing.within(50);
  publishing.stop();
  vi.advanceTimersByTime(1000);
  expect(publish).not.toHaveBeenCalled();
});
