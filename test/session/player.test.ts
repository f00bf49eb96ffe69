import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createPlayer, type Player} from '../../source/session/player.js';

let times: number[];
let position: number;
let moves: number[];
let complete: boolean;
let player: Player;

beforeEach(() => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']});
  times = Array.from({length: 11}, (_, number) => 1_000_000 + number * 1000);
  position = 0;
  moves = [];
  complete = true;
  player = createPlayer({
    times,
    position: () => position,
    async moveTo(number) {
      if (number !== position) moves.push(number);
      position = number;
    },
    isComplete: () => complete,
  });
});
afterEach(() => {
  player.stop();
  vi.useRealTimers();
});

const after = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test('nothing moves before it plays, nor after it was paused', async () => {
  await after(5000);
  expect(moves).toEqual([]);
  player.playOrPause();
  await after(2500);
  player.playOrPause();
  await after(5000);
  expect(moves).toEqual([1, 2]);
});

test('a second takes a second, and at another speed its part', async () => {
  player.playOrPause();
  await after(999);
  expect(moves).toEqual([]);
  await after(2);
  expect(moves).toEqual([1]);
  player.changeSpeed(1);
  await after(2010);
  expect(moves).toEqual([1, 2, 3, 4, 5]);
  expect(player.getState().speed).toBe(2);
});

test('what cannot be drawn in time is left out', async () => {
  for (let step = 0; step < 6; step++) player.changeSpeed(1);
  expect(player.getState().speed).toBe(300);
  player.playOrPause();
  await after(40);
  expect(position).toBeGreaterThan(5);
  expect(moves.length).toBeLessThan(4);
});

test('it stops at the end of a recording', async () => {
  player.playOrPause();
  await after(11_000);
  expect(position).toBe(10);
  expect(player.getState().playing).toBe(false);
});

test('it waits at the end of a recording that grows', async () => {
  complete = false;
  player.playOrPause();
  await after(20_000);
  expect(player.getState().playing).toBe(true);
  times.push(1_011_000);
  await after(1500);
  expect(position).toBe(11);
});

test('a gap of hours is gone through in seconds', async () => {
  times.splice(1, 10, 1_000_000 + 3_600_000, 1_000_000 + 3_601_000);
  player.playOrPause();
  await after(9900);
  expect(position).toBe(0);
  await after(1300);
  expect(position).toBe(2);
});

test('after a jump time goes on from there', async () => {
  player.playOrPause();
  await after(500);
  position = 7;
  player.restart();
  await after(900);
  expect(position).toBe(7);
  await after(200);
  expect(position).toBe(8);
});
