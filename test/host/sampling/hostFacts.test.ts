import {describe, expect, test} from 'vitest';
import {createLocalHost} from '../../../source/host/local/localHost.js';
import type {HostFacts} from '../../../source/model/sample/sample.js';
import {auxvBytes} from '../../fixtures/processes/auxv.js';
import type {TreeFiles} from '../../fixtures/tree.js';
import {describedHost} from '../../support/hosts/describedHost.js';

async function factsOf(extraFiles: TreeFiles, without: readonly string[] = []): Promise<HostFacts> {
  const {host, tree} = describedHost({extraFiles, ksm: {run: 1}});
  tree.remove(...without);
  return (await host.sample()).host;
}

const node = (number: number) => `sys/devices/system/node/node${number}`;
const nodeMemory = (number: number, kilobytes: number) =>
  `\nNode ${number} MemTotal:       ${kilobytes} kB\nNode ${number} MemFree: 0 kB\n`;

describe('NUMA nodes', () => {
  test.each<[what: string, files: TreeFiles, count: number | undefined]>([
    ['none on a kernel without', {}, undefined],
    ['as many as there are', {[`${node(0)}/`]: '', [`${node(1)}/`]: ''}, 2],
    [
      'those with memory, by the list of the kernel',
      {
        [`${node(0)}/`]: '',
        [`${node(1)}/`]: '',
        'sys/devices/system/node/has_memory': '1\n',
        'sys/devices/system/node/online': '0-1\n',
      },
      1,
    ],
    [
      'those with memory, by their own account',
      {
        [`${node(0)}/meminfo`]: nodeMemory(0, 0),
        [`${node(1)}/meminfo`]: nodeMemory(1, 33_554_432),
        [`${node(2)}/meminfo`]: nodeMemory(2, 33_554_432),
      },
      2,
    ],
    [
      'one that was split stays one',
      {[`${node(0)}/distance`]: '10 10\n', [`${node(1)}/distance`]: '10 10\n'},
      1,
    ],
    [
      'two that are apart',
      {[`${node(0)}/distance`]: '10 20\n', [`${node(1)}/distance`]: '20 10\n'},
      2,
    ],
  ])('%s', async (_, files, count) => {
    expect((await factsOf(files)).nodeCount).toBe(count);
  });
});

describe('the size of an rmap item', () => {
  const narrow = {
    'proc/self/auxv': auxvBytes(
      [
        [6, 4096],
        [17, 100],
      ],
      {wordBytes: 4},
    ),
  };
  const counted = (bytes: number) => ({
    'sys/kernel/mm/ksm/pages_shared': '1000\n',
    'sys/kernel/mm/ksm/pages_sharing': '9000\n',
    'sys/kernel/mm/ksm/pages_unshared': '490000\n',
    'sys/kernel/mm/ksm/pages_volatile': '0\n',
    'sys/kernel/mm/ksm/general_profit': `${9000 * 4096 - 500_000 * bytes}\n`,
  });

  test.each<[what: string, files: TreeFiles, bytes: number]>([
    ['a program of 64 bit', {}, 64],
    ['a program of 32 bit on a kernel of 64', {...narrow, 'proc/sys/kernel/arch': 'aarch64\n'}, 64],
    ['all of 32 bit', {...narrow, 'proc/sys/kernel/arch': 'armv7l\n'}, 32],
    [
      'by the symbols of the kernel',
      {...narrow, 'proc/kallsyms': `${'0'.repeat(16)} T _text\n`},
      64,
    ],
    ['by what the kernel counts', {...narrow, ...counted(64)}, 64],
    ['of another size, by what the kernel counts', counted(72), 72],
  ])('%s', async (_, files, bytes) => {
    expect((await factsOf(files)).rmapItemBytes).toBe(bytes);
  });
});

test('processors are counted in sysfs where /proc/stat does not list them', async () => {
  const online = {'sys/devices/system/cpu/online': '0-2,5\n'};
  expect((await factsOf(online)).cpuCount).toBe(2);
  expect((await factsOf({...online, 'proc/stat': 'btime 1\n'})).cpuCount).toBe(4);
  expect((await factsOf({'proc/stat': 'btime 1\n'})).cpuCount).toBeUndefined();
});

test('in a procfs that has only processes, what is missing is unknown', async () => {
  const {host, tree} = describedHost({
    ksm: {run: 1},
    processes: [{pid: 501, command: 'nginx', ksm: {rmapItems: 5}, container: 'host'}],
  });
  void host.close();
  const files = ['stat', 'meminfo', 'vmstat', 'uptime', 'loadavg', 'version', 'sys'];
  tree.remove(...files.map((file) => `proc/${file}`));
  const bare = createLocalHost(tree);
  await bare.sample();
  const sample = await bare.sample();
  expect(sample.processes?.map(({pid}) => pid)).toEqual([501]);
  expect(sample.ksm?.parameters.run).toBe('1');
  expect(sample.host).toMatchObject({name: '', kernelRelease: ''});
  expect(sample.host.cpuCount).toBeUndefined();
  expect(sample.memory).toEqual({});
  await bare.close();
});

test('a list of users is read to its end', async () => {
  const users = Array.from(
    {length: 5000},
    (_, index) => `user${index}:x:${1000 + index}:0::/:/bin/sh\n`,
  );
  const {host} = describedHost({
    extraFiles: {'etc/passwd': users.join(''), 'proc/1/root/etc/passwd': users.join('')},
  });
  await host.sample();
  expect((await host.sample()).host.userNames?.[5999]).toBe('user4999');
});

test.each([
  ['meminfo', true],
  ['uptime', undefined],
])('LXCFS over %s: the memory is that of a container: %s', async (file, expected) => {
  const {host, tree} = describedHost({ksm: {run: 1}});
  const mounted = `40 22 0:50 /proc/${file} ${tree.procfs}/${file} rw - fuse.lxcfs lxcfs rw\n`;
  tree.update({'proc/self/mountinfo': mounted});
  expect((await host.sample()).host.memoryOfContainer).toBe(expected);
});
