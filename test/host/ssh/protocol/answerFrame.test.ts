import {expect, test} from 'vitest';
import {takeFrame} from '../../../../source/host/ssh/protocol/answerFrame.js';
import type {Ask, AskKind} from '../../../../source/host/ssh/protocol/ask.js';

function ask(kind: AskKind, path: string, more: Partial<Ask> = {}): Ask {
  return {kind, path, answer() {}, ...more};
}

test('asks of all kinds go in one frame, whole files last', () => {
  const queue = [
    ask('file', '/a'),
    ask('list', '/proc'),
    ask('link', '/proc/1/ns/pid'),
    ask('start', '/b', {limit: 4}),
    ask('link', '/proc/2/ns/pid'),
    ask('link', '/proc/1/exe', {alone: true}),
    ask('start', '/c', {limit: 100_000}),
    ask('writable', '/d'),
    ask('file', '/e f'),
  ];
  const {text, steps} = takeFrame(queue);
  expect(queue).toEqual([]);
  expect(text.split('\n')).toEqual([
    'read',
    'list\t/proc',
    'links\t/proc/1/exe',
    'writable\t/d',
    'links\t/proc/1/ns/pid\t/proc/2/ns/pid',
    'start\t4096\tenviron\t/b',
    'start\t100000\tenviron\t/c',
    'files',
    'environ\t/a\tenviron\t/e f\tenviron',
    '',
  ]);
  expect(steps.map(({sign, asks}) => [sign, ...asks.map(({path}) => path)])).toEqual([
    ['list', '/proc'],
    ['links', '/proc/1/exe'],
    ['writable', '/d'],
    ['links', '/proc/1/ns/pid', '/proc/2/ns/pid'],
    ['start'],
    ['separator', '/b'],
    ['start'],
    ['separator', '/c'],
    ['files'],
    ['separator', '/a'],
    ['separator', '/e f'],
    ['separator'],
  ]);
});

test('what is too much for the words of one command waits', () => {
  const queue = Array.from({length: 10_000}, (_, pid) => ask('file', `/proc/${pid}/ksm_stat`));
  const frames: number[] = [];
  while (queue.length > 0) {
    const {text, steps} = takeFrame(queue);
    expect(text.length).toBeLessThan(150_000);
    frames.push(steps.length - 1);
  }
  expect(frames.reduce((sum, count) => sum + count, 0)).toBe(10_000);
  expect(frames.length).toBeLessThan(4);
  const [long] = [ask('file', `/${'x'.repeat(200_000)}`)];
  expect(takeFrame([long as Ask]).steps).toHaveLength(2);
});
