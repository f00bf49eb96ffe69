import {describe, expect, test} from 'vitest';
import {createHangDetector, type WatchedChild} from '../../../source/host/io/hangDetector.js';

const childIn = (state: string, isReady = true): WatchedChild => ({isReady, state: () => state});
const waiting = childIn('D');

/** How many ticks without an answer it takes until it is not fine; absent: more than 1000. */
function ticksUntil(verdict: string, child: WatchedChild | undefined, allowed = 5) {
  const detector = createHangDetector(() => allowed);
  for (let tick = 1; tick <= 1000; tick++) {
    if (detector.tick(child, 0) === verdict) return tick;
  }
  return undefined;
}

describe('a child hangs', () => {
  test('when it waits without an answer for the ticks allowed', () => {
    expect(ticksUntil('hangs', waiting, 5)).toBe(5);
    expect(ticksUntil('hangs', waiting, 40)).toBe(40);
  });

  test('much later while it uses a processor', () => {
    expect(ticksUntil('hangs', childIn('R'), 5)).toBe(204);
  });

  test('never while answers come', () => {
    const detector = createHangDetector(() => 2);
    for (let answered = 0; answered < 1000; answered++) {
      expect(detector.tick(waiting, answered)).toBe('fine');
    }
    expect(detector.tick(waiting, 999)).toBe('hangs');
  });
});

test('a child that does not start is given up after ten seconds', () => {
  expect(ticksUntil('does not start', childIn('R', false))).toBe(200);
  expect(ticksUntil('does not start', undefined)).toBe(200);
});
