import {describe, expect, test} from 'vitest';
import {
  cgroupDirectory,
  parseCgroupMounts,
  parseMountPoints,
} from '../../source/kernel/mountinfo.js';
import {mountinfoText} from '../fixtures/processes/cgroup.js';

const unified = {root: '/', mountPoint: '/sys/fs/cgroup'};
const memory = {root: '/', mountPoint: '/sys/fs/cgroup/memory'};

describe('parseCgroupMounts', () => {
  test.each([
    ['none', {}],
    ['v1', {memory}],
    ['v2', {unified}],
    ['hybrid', {memory, unified: {root: '/', mountPoint: '/sys/fs/cgroup/unified'}}],
  ] as const)('%s', (layout, expected) => {
    expect(parseCgroupMounts(mountinfoText(layout))).toEqual(expected);
  });

  test('decodes paths and reads lines without optional fields', () => {
    const line = String.raw`31 23 0:28 /a\134b /srv/two\040words rw - cgroup2 none rw`;
    expect(parseCgroupMounts(line).unified).toEqual({root: '/a\\b', mountPoint: '/srv/two words'});
  });

  test('prefers the mount that shows most', () => {
    const lines = [
      '31 23 0:28 /docker/x /a rw - cgroup2 cgroup2 rw',
      '32 23 0:28 / /b rw - cgroup2 cgroup2 rw',
      '33 23 0:28 /../.. /c rw - cgroup2 cgroup2 rw',
      '34 23 0:28 /.. /d rw - cgroup2 cgroup2 rw',
    ];
    expect(parseCgroupMounts(lines.join('\n')).unified?.mountPoint).toBe('/c');
    expect(parseCgroupMounts(lines.slice(0, 2).join('\n')).unified?.mountPoint).toBe('/b');
  });

  test('does not take memory for a part of another word', () => {
    expect(parseCgroupMounts('1 2 0:3 / /x rw - cgroup cgroup rw,name=memory2')).toEqual({});
  });

  test.each(['', '\n', 'x', '1 2 3 - cgroup2', '- cgroup2 x rw'])('nothing in %j', (text) => {
    expect(parseCgroupMounts(text)).toEqual({});
  });
});

test('parseMountPoints tells where anything is mounted, whatever it is', () => {
  const lines = [
    String.raw`31 23 0:28 /a /srv/two\040words rw shared:2 - ext4 /dev/vda1 rw`,
    '32 22 0:44 /proc/loadavg /proc/loadavg rw - fuse.lxcfs lxcfs rw',
    'x',
    '',
  ];
  expect(parseMountPoints(lines.join('\n'))).toEqual(['/srv/two words', '/proc/loadavg']);
});

describe('cgroupDirectory', () => {
  test.each([
    ['/', '/lxc/101', '/m/lxc/101'],
    ['/', '/', '/m/'],
    ['/docker/x', '/docker/x/init', '/m/init'],
    ['/docker/x', '/docker/x', '/m'],
    ['/docker/x', '/docker/xy', undefined],
    ['/..', '/../docker-x.scope', '/m/docker-x.scope'],
    ['/..', '/../../y', undefined],
    ['/', '/../docker-x.scope', undefined],
  ])('root %s, path %s → %j', (root, path, expected) => {
    expect(cgroupDirectory({root, mountPoint: '/m'}, path)).toBe(expected);
  });
});
