import {expect, test} from 'vitest';
import type {
  RemoteRequest,
  RequestKind,
} from '../../../../source/host/ssh/protocol/remoteRequest.js';
import {takeBatch} from '../../../../source/host/ssh/protocol/requestBatch.js';

function request(
  kind: RequestKind,
  path: string,
  more: Partial<RemoteRequest> = {},
): RemoteRequest {
  return {kind, path, answer() {}, ...more};
}

test('requests of all kinds go in one batch, whole files last', () => {
  const queue = [
    request('file', '/a'),
    request('list', '/proc'),
    request('link', '/proc/1/ns/pid'),
    request('start', '/b', {limit: 4}),
    request('link', '/proc/2/ns/pid'),
    request('link', '/proc/1/exe', {alone: true}),
    request('start', '/c', {limit: 100_000}),
    request('writable', '/d'),
    request('file', '/e f'),
  ];
  const {text, parts} = takeBatch(queue);
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
  expect(parts.map(({sign, requests}) => [sign, ...requests.map(({path}) => path)])).toEqual([
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
  const queue = Array.from({length: 10_000}, (_, pid) => request('file', `/proc/${pid}/ksm_stat`));
  const batches: number[] = [];
  while (queue.length > 0) {
    const {text, parts} = takeBatch(queue);
    expect(text.length).toBeLessThan(150_000);
    batches.push(parts.length - 1);
  }
  expect(batches.reduce((sum, count) => sum + count, 0)).toBe(10_000);
  expect(batches.length).toBeLessThan(4);
  const [long] = [request('file', `/${'x'.repeat(200_000)}`)];
  expect(takeBatch([long as RemoteRequest]).parts).toHaveLength(2);
});
