import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {createLocalReader} from '../../../source/host/local/localReader.js';
import {readSurroundings} from '../../../source/host/sampling/readSurroundings.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';

async function surroundingsOf(files: TreeFiles) {
  using tree = writeTree({'proc/': '', 'sys/': '', ...files});
  const reader = createLocalReader();
  try {
    return await readSurroundings(reader, tree, join(tree.procfs, '1/root'));
  } finally {
    reader.close();
  }
}

const release = {'proc/sys/kernel/osrelease': '6.12.9-amd64\n'};
const root = 'proc/1/root';

test('a host with a recent kernel and systemd', async () => {
  expect(
    await surroundingsOf({
      ...release,
      'proc/2/comm': 'kthreadd\n',
      'proc/swaps':
        'Filename Type Size\n/dev/zram0 partition 8\n/dev/sda2 partition 9\n/dev/zram1 x\n',
      'sys/kernel/mm/ksm/run': '0\n',
      'sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
      'sys/module/zswap/parameters/enabled': 'Y\n',
      [`${root}/boot/config-6.12.9-amd64`]: '# comment\nCONFIG_KSM=y\n',
      [`${root}/usr/lib/systemd/systemd`]: '',
      [`${root}/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-257.so`]: '',
      [`${root}/run/systemd/system/`]: '',
    }),
  ).toEqual({
    kernelConfig: {file: '/boot/config-6.12.9-amd64', ksm: true},
    memoryDirectory: expect.arrayContaining(['ksm', 'transparent_hugepage']),
    kernelThreadsSeen: true,
    hugePages: 'madvise',
    zswap: true,
    zramSwaps: 2,
    systemdVersion: 257,
    systemdRuns: true,
  });
});

test('a host where none of it is there', async () => {
  expect(await surroundingsOf({})).toEqual({
    kernelThreadsSeen: false,
    zramSwaps: 0,
    systemdRuns: false,
  });
});

test('the configuration of the kernel is where distributions put it, or in the kernel', async () => {
  const text = '# CONFIG_KSM is not set\n';
  expect(
    await surroundingsOf({...release, [`${root}/usr/lib/modules/6.12.9-amd64/config`]: text}),
  ).toMatchObject({kernelConfig: {file: '/usr/lib/modules/6.12.9-amd64/config', ksm: false}});
  expect(
    await surroundingsOf({...release, 'proc/config.gz': gzipSync('CONFIG_KSM=y\n')}),
  ).toMatchObject({kernelConfig: {file: '/proc/config.gz', ksm: true}});
});

test('systemd runs where it is the first process, whatever of its root is visible', async () => {
  const runs = async (init: string) =>
    (await surroundingsOf({'proc/1/comm': `${init}\n`, [`${root}/etc/`]: ''})).systemdRuns;
  expect(await runs('systemd')).toBe(true);
  expect(await runs('init')).toBe(false);
});

test('damaged files count as absent', async () => {
  const broken = await surroundingsOf({
    'proc/sys/kernel/osrelease': '../../../etc\n',
    'proc/2/comm': 'systemd\n',
    'proc/config.gz': Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]),
    'proc/swaps': '\0\0',
    'sys/kernel/mm/transparent_hugepage/enabled': '[sometimes]\n',
    'sys/module/zswap/parameters/enabled': 'N\n',
    [`${root}/usr/lib/systemd/libsystemd-shared-xyz.so`]: '',
  });
  expect(broken).toEqual({
    memoryDirectory: ['transparent_hugepage'],
    kernelThreadsSeen: false,
    zswap: false,
    zramSwaps: 0,
    systemdRuns: false,
  });
});
