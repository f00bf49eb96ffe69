import {afterEach, describe, expect, test} from 'vitest';
import {readMemoryLimits} from '../../../source/host/containers/memoryLimits.js';
import {createLocalReader} from '../../../source/host/local/localReader.js';
import {type TreeFiles, type WrittenTree, writeTree} from '../../fixtures/tree.js';

const trees: WrittenTree[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) tree[Symbol.dispose]();
});

const mountLines = {
  unified: '25 23 0:22 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  memory: '25 23 0:22 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n',
} as const;

function limitsIn(hierarchy: 'unified' | 'memory', files: TreeFiles, paths: readonly string[]) {
  const tree = writeTree({'proc/self/mountinfo': mountLines[hierarchy], ...files});
  trees.push(tree);
  return readMemoryLimits(
    createLocalReader(),
    tree,
    paths.map((path) => ({hierarchy, path})),
  );
}

test('v2: of the container and of what is around it, without file pages', async () => {
  const files = {
    'sys/fs/cgroup/pods/memory.max': '1000000\n',
    'sys/fs/cgroup/pods/memory.current': '900000\n',
    'sys/fs/cgroup/pods/memory.stat': 'anon 1\ninactive_file 300000\nactive_file 100000\n',
    'sys/fs/cgroup/pods/a/memory.max': 'max\n',
    'sys/fs/cgroup/pods/a/memory.current': '5\n',
    'sys/fs/cgroup/pods/b/memory.max': '4096\n',
    'sys/fs/cgroup/pods/b/memory.current': '9000\n',
  };
  expect(await limitsIn('unified', files, ['/pods/a', '/pods/b'])).toEqual([
    {cgroup: {hierarchy: 'unified', path: '/pods'}, leftBytes: 500_000},
    {cgroup: {hierarchy: 'unified', path: '/pods/b'}, leftBytes: 0},
  ]);
});

test('v1', async () => {
  const directory = 'sys/fs/cgroup/memory/lxc/a';
  const files = {
    'sys/fs/cgroup/memory/lxc/memory.limit_in_bytes': '9223372036854771712\n',
    [`${directory}/memory.limit_in_bytes`]: '1000000\n',
    [`${directory}/memory.usage_in_bytes`]: '400000\n',
    [`${directory}/memory.stat`]: 'inactive_file 7\ntotal_inactive_file 1000\n',
  };
  expect(await limitsIn('memory', files, ['/lxc/a'])).toEqual([
    {cgroup: {hierarchy: 'memory', path: '/lxc/a'}, leftBytes: 601_000},
  ]);
});

test('no limit where a cgroup has no such file: the memory controller is off for it', async () => {
  expect(await limitsIn('unified', {}, ['/lxc/a'])).toEqual([]);
});

describe('a limit that cannot be read is unknown', () => {
  const cgroup = {hierarchy: 'unified', path: '/lxc/a'} as const;
  const limit = 'sys/fs/cgroup/lxc/a/memory.max';

  test.each<[string, TreeFiles]>([
    ['because its hierarchy is not mounted', {'proc/self/mountinfo': ''}],
    ['because it is neither a number nor max', {[limit]: 'nonsense\n'}],
    ['because the file refuses to be read', {[`${limit}/directory`]: ''}],
    ['because what is used of it cannot be read', {[limit]: '7\n'}],
  ])('%s', async (_, files) => {
    expect(await limitsIn('unified', files, ['/lxc/a'])).toEqual([{cgroup}]);
  });

  test('because mountinfo cannot be read', async () => {
    const nowhere = {procfs: '/nowhere/proc', sysfs: '/nowhere/sys'};
    expect(await readMemoryLimits(createLocalReader(), nowhere, [cgroup])).toEqual([{cgroup}]);
  });
});
