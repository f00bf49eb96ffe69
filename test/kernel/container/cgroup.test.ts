import {expect, test} from 'vitest';
import {parseCgroup} from '../../../source/kernel/container/cgroup.js';

test('reads both versions', () => {
  const text = '9:name=systemd:/\n3:cpu,cpuacct:/a/b\n0::/x y\n';
  expect(parseCgroup(text)).toEqual([
    {controllers: ['name=systemd'], path: '/'},
    {controllers: ['cpu', 'cpuacct'], path: '/a/b'},
    {controllers: [], path: '/x y'},
  ]);
});

test('keeps colons of a path and drops the mark of a removed cgroup', () => {
  expect(parseCgroup('0::/system.slice:docker:1 (deleted)\n')).toEqual([
    {controllers: [], path: '/system.slice:docker:1'},
  ]);
});

test.each(['', '\n', '0:', '0::', '0::x', 'a::/x'])('nothing in %j', (text) => {
  expect(parseCgroup(text)).toEqual([]);
});
