import {expect, test} from 'vitest';
import {ownFamily, withDescendants} from '../../../source/model/optIn/ownFamily.js';
import type {ProcessSample} from '../../../source/model/sample/sample.js';

const processes = (
  [
    [1, 0],
    [10, 1],
    [11, 10],
    [12, 11],
    [13, 12],
    [20, 1],
    [21, 20],
  ] as const
).map(([pid, parentPid]) => ({pid, parentPid}) as ProcessSample);

test('ksmtop, what it runs in and its children are its family, init is not', () => {
  expect([...ownFamily(processes, [12])].toSorted()).toEqual([10, 11, 12, 13]);
});

test('so is the connection that a ksmtop elsewhere samples over, with what it runs', () => {
  const connection = (
    [
      [30, 1],
      [31, 30],
      [32, 31],
      [33, 32],
    ] as const
  ).map(([pid, parentPid]) => ({pid, parentPid}) as ProcessSample);
  const family = ownFamily([...processes, ...connection], [12, 32]);
  expect([...family].toSorted()).toEqual([10, 11, 12, 13, 30, 31, 32, 33]);
  // Its shell may be what this program runs in, as over a shared connection.
  expect([...ownFamily(processes, [13, 11])].toSorted()).toEqual([10, 11, 12, 13]);
});

test('a loop of parents ends', () => {
  const loop = [
    {pid: 5, parentPid: 6},
    {pid: 6, parentPid: 5},
  ] as ProcessSample[];
  expect([...ownFamily(loop, [5])].toSorted()).toEqual([5, 6]);
});

test('descendants of a process, itself included', () => {
  expect([...withDescendants(processes, [10])]).toEqual([10, 11, 12, 13]);
});
