import {setImmediate} from 'node:timers/promises';
import {expect, test, vi} from 'vitest';
import {createSlices} from '../../../source/host/io/slices.js';

test('work is cut into slices, and the event loop is looked at in between', async () => {
  vi.useFakeTimers({toFake: ['performance']});
  const slices = createSlices(8);
  expect(slices.spend()).toBe(false);
  vi.advanceTimersByTime(7);
  expect(slices.spend()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(slices.spend()).toBe(true);
  const order: string[] = [];
  slices.later(() => order.push(`next slice, spent: ${slices.spend()}`));
  order.push('turn over');
  await setImmediate();
  expect(order).toEqual(['turn over', 'next slice, spent: false']);
  vi.useRealTimers();
});
