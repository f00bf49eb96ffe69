import {expect, test} from 'vitest';
import {countMemoryNodes, parseDistances, parseNodeMemory} from '../../source/kernel/numa.js';
import {parseNumberList} from '../../source/kernel/system.js';

test.each([
  ['0\n', [0]],
  ['0-2,5\n', [0, 1, 2, 5]],
  ['\n', []],
  ['0-9999999\n', undefined],
  ['1-x\n', undefined],
])('the list %j', (text, numbers) => {
  expect(parseNumberList(text)).toEqual(numbers);
});

test('a list without end is none', () => {
  expect(parseNumberList('0-999999')).toBeUndefined();
  expect(parseNumberList(Array.from({length: 70_000}, () => '1').join(','))).toBeUndefined();
});

test('what the files of a node say', () => {
  expect(parseDistances('10 21\n')).toEqual([10, 21]);
  expect(parseDistances('near\n')).toBeUndefined();
  expect(parseDistances('')).toBeUndefined();
  expect(parseNodeMemory('\nNode 0 MemTotal:              0 kB\n')).toBe(false);
  expect(parseNodeMemory('Node 3 MemTotal:       33554432 kB\n')).toBe(true);
  expect(parseNodeMemory('')).toBeUndefined();
});

const far = [
  [10, 21],
  [21, 10],
];

test.each([
  ['one', [{node: 0}], 1],
  [
    'two',
    [
      {node: 0, distances: far[0]},
      {node: 1, distances: far[1]},
    ],
    2,
  ],
  ['two of which nothing is known', [{node: 0}, {node: 1}], 2],
  [
    'one of them without memory',
    [
      {node: 0, hasMemory: false},
      {node: 1, hasMemory: true},
    ],
    1,
  ],
  [
    'parts of one',
    [0, 1, 2, 3].map((node) => ({node, hasMemory: true, distances: [10, 10, 10, 10]})),
    1,
  ],
  [
    'two that were split',
    [
      {node: 0, distances: [10, 10, 20, 20]},
      {node: 1, distances: [10, 10, 20, 20]},
      {node: 4, distances: [20, 20, 10, 10]},
      {node: 5, distances: [20, 20, 10, 10]},
    ],
    2,
  ],
  [
    'memory without processors',
    [
      {node: 0, distances: [10, 40]},
      {node: 2, hasMemory: true, distances: [40, 10]},
    ],
    2,
  ],
  ['none', [], 0],
])('nodes: %s', (_, nodes, count) => {
  expect(countMemoryNodes(nodes.map((node) => JSON.parse(JSON.stringify(node))))).toBe(count);
});
