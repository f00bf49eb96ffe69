import {expect, test} from 'vitest';
import {parseCgroup} from '../../../source/kernel/container/cgroup.js';
import {freezerCgroups, saysFrozen} from '../../../source/kernel/container/freezer.js';

test('the cgroups that may freeze a process', () => {
  const lines = parseCgroup('5:freezer:/lxc/a\n4:memory:/lxc/a\n1:name=systemd:/x\n0::/lxc/b\n');
  expect(freezerCgroups(lines)).toEqual([
    {hierarchy: 'freezer', path: '/lxc/a'},
    {hierarchy: 'unified', path: '/lxc/b'},
  ]);
});

test.each([
  ['FROZEN\n', true],
  ['FREEZING\n', true],
  ['THAWED\n', false],
  ['populated 1\nfrozen 1\n', true],
  ['populated 1\nfrozen 0\n', false],
])('%j', (text, expected) => {
  expect(saysFrozen(text)).toBe(expected);
});
