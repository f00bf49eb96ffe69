import {describe, expect, test} from 'vitest';
import {createLineSpeed} from '../../../../source/screen/terminal/output/lineSpeed.js';

/** A line to a terminal that answers after `emptyMs`, and carries so many bytes a millisecond. */
function lineOf(emptyMs: number, bytesPerMs: number) {
  let nowMs = 1000;
  let carriedMs = 0;
  const answersMs: number[] = [];
  const line = createLineSpeed(() => nowMs);
  return {
    line,
    send(bytes: number) {
      line.sent(bytes);
      carriedMs = Math.max(carriedMs, nowMs) + bytes / bytesPerMs;
      answersMs.push(carriedMs + emptyMs);
    },
    wait(milliseconds: number) {
      const endMs = nowMs + milliseconds;
      while ((answersMs[0] ?? Number.POSITIVE_INFINITY) <= endMs) {
        nowMs = answersMs.shift() ?? endMs;
        line.answered();
      }
      nowMs = endMs;
    },
  };
}

describe('line speed', () => {
  test('a terminal that never answers gets every frame, and soon no requests', () => {
    let nowMs = 0;
    const line = createLineSpeed(() => nowMs);
    let asked = 0;
    for (let frame = 0; frame < 100; frame++) {
      expect(line.isFree()).toBe(true);
      if (line.asks()) {
        asked++;
        line.sent(1000);
      }
      nowMs += 1000;
    }
    expect(asked).toBe(8);
    expect(line.dueMs()).toBe(0);
  });

  test('over a slow line a frame waits until the one before it has arrived', () => {
    const {line, send, wait} = lineOf(20, 0.96);
    send(10);
    wait(50);
    send(4000);
    expect(line.isFree()).toBe(false);
    wait(4000);
    expect(line.isFree()).toBe(false);
    wait(250);
    expect(line.isFree()).toBe(true);
    send(400);
    expect(line.isFree()).toBe(false);
    wait(450);
    expect(line.isFree()).toBe(true);
  });

  test('over a fast line frames follow each other, however long the round trip is', () => {
    const {line, send, wait} = lineOf(300, 1000);
    send(10);
    wait(400);
    send(5000);
    wait(400);
    for (let key = 0; key < 5; key++) {
      expect(line.isFree()).toBe(true);
      send(400);
      wait(33);
    }
  });

  test('a line that stalls gets no more frames, and the newest when it recovers', () => {
    const {line, send, wait} = lineOf(10, 1000);
    send(5000);
    wait(100);
    line.sent(500);
    wait(400);
    expect(line.isFree()).toBe(false);
    line.answered();
    expect(line.isFree()).toBe(true);
  });

  test('a lost answer does not stop the output for ever', () => {
    const {line, send, wait} = lineOf(10, 1000);
    send(5000);
    wait(100);
    line.sent(500);
    wait(19_000);
    expect(line.isFree()).toBe(false);
    wait(2000);
    expect(line.isFree()).toBe(true);
    expect(line.asks()).toBe(true);
  });

  test('says how long to wait for pending answers', () => {
    const {line, send, wait} = lineOf(100, 1000);
    expect(line.dueMs()).toBe(0);
    send(10);
    expect(line.dueMs()).toBe(5000);
    wait(200);
    expect(line.dueMs()).toBe(0);
    send(100);
    expect(line.dueMs()).toBe(2000);
    wait(50);
    expect(line.dueMs()).toBe(1950);
  });

  test.each([
    [600, 2000],
    [1800, 3600],
    [4000, 5000],
  ])('waits longer for what may still come where an answer took %i ms', (tookMs, dueMs) => {
    const {line, send, wait} = lineOf(tookMs, 1000);
    send(1);
    wait(tookMs + 10);
    send(1);
    expect(line.dueMs()).toBeCloseTo(dueMs, 0);
  });

  test('waits for a first answer up to the limit, and then no more', () => {
    const {line, wait} = lineOf(100, 1000);
    line.sent(10);
    wait(1000);
    line.sent(10);
    expect(line.dueMs()).toBe(4000);
    wait(4000);
    expect([line.dueMs(), line.isPending()]).toEqual([0, true]);
  });

  test('knows the round trip, which a blocked line makes longer', () => {
    const {line, send, wait} = lineOf(100, 1000);
    expect(line.lagMs()).toBe(0);
    send(10);
    wait(200);
    expect(line.lagMs()).toBeCloseTo(100, 0);
    line.sent(10);
    wait(700);
    expect(line.lagMs()).toBe(700);
    wait(60_000);
    expect(line.lagMs()).toBe(5000);
  });

  test('remembers that a terminal answers, although answers were lost', () => {
    const {line, send, wait} = lineOf(600, 1000);
    send(10);
    wait(700);
    line.sent(500);
    line.lost();
    expect([line.isFree(), line.dueMs()]).toEqual([true, 0]);
    line.sent(500);
    expect(line.dueMs()).toBe(2000);
  });
});
