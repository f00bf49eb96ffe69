import {expect, test} from 'vitest';
import {watchInterruption} from '../../../source/commands/running/interruption.js';

test('an interruption is still listened to when later listeners look, and not after that', async () => {
  const before = process.listenerCount('SIGUSR2');
  const interruption = watchInterruption('SIGUSR2');
  const seen: number[] = [];
  const later = () => seen.push(process.listenerCount('SIGUSR2'));
  process.on('SIGUSR2', later);
  process.emit('SIGUSR2', 'SIGUSR2');
  process.off('SIGUSR2', later);
  expect(seen).toEqual([before + 2]);
  // Before it is known, as the program then ends itself by the same signal.
  expect(interruption.name).toBeUndefined();
  expect(await interruption.unless(new Promise(() => {}))).toBeUndefined();
  expect(interruption.name).toBe('SIGUSR2');
  expect(process.listenerCount('SIGUSR2')).toBe(before);
});
