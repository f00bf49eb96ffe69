import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {createLocalHost} from '../../source/host/local.js';
import {kernelTree} from '../fixtures/kernelTree.js';
import type {ProcessDescription} from '../fixtures/process.js';
import {systemProcesses} from '../fixtures/systemProcesses.js';
import {type TreeFiles, writeTree} from '../fixtures/tree.js';
import {sampleUntil} from './sampleUntil.js';

const library = '\x7fELF';
const closing: Array<() => void> = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A host with one LXC container for each root. */
function hostWith(roots: Readonly<Record<string, TreeFiles>>) {
  const containers = Object.entries(roots).map(
    ([name, root], index): ProcessDescription => ({
      pid: 3000 + index,
      command: 'init',
      innerPid: 1,
      cgroup: `/lxc.payload.${name}/init.scope`,
      root: {'etc/': '', ...root},
      container: `lxc:${name}`,
    }),
  );
  const {files} = kernelTree({
    release: '6.18.44',
    hostname: 'hn1',
    pageSizeBytes: 4096,
    cpuCount: 2,
    totalBytes: 2 ** 34,
    availableBytes: 2 ** 33,
    uptimeSeconds: 1000,
    cgroups: 'v2',
    processes: [...systemProcesses('v2', {pid: 37, cpuTicks: 1}), ...containers],
  });
  const tree = writeTree(files);
  const host = createLocalHost(tree);
  closing.push(() => {
    void host.close();
    tree[Symbol.dispose]();
  });
  return {host, tree};
}

async function librariesOf(roots: Readonly<Record<string, TreeFiles>>) {
  const {host} = hostWith(roots);
  const {containerLibraries} = await sampleUntil(
    host,
    'every container looked at',
    ({processes, containersPending}) => processes !== undefined && !containersPending,
  );
  return containerLibraries;
}

test('finds the library where its installations put it', async () => {
  const libraries = await librariesOf({
    el: {'usr/lib64/libksm_preload.so.0': library},
    own: {'usr/local/share/ksm_preload/libksm_preload.so': library},
    both: {'usr/lib/libksm_preload.so': library, 'usr/lib64/libksm_preload.so': library},
    none: {'usr/lib64/libc.so.6': library},
  });
  expect(libraries).toMatchObject({
    'lxc:el': '/usr/lib64/libksm_preload.so.0',
    'lxc:own': '/usr/local/share/ksm_preload/libksm_preload.so',
    'lxc:both': '/usr/lib64/libksm_preload.so',
    'lxc:none': false,
  });
});

test('follows links inside the root, and none that leads out of it', async () => {
  const outside = writeTree({'libksm_preload.so': library});
  closing.push(() => outside[Symbol.dispose]());
  const libraries = await librariesOf({
    // The kernel would follow an absolute link from the root of ksmtop.
    inside: {'usr/lib64': {link: '/opt/lib'}, 'opt/lib/libksm_preload.so': library},
    outside: {'usr/lib64': {link: outside.directory}},
    above: {
      'usr/lib64/libksm_preload.so': {
        link: join('../../../../../../../../..', outside.directory, 'libksm_preload.so'),
      },
    },
    circle: {'usr/lib64': {link: 'lib64'}},
  });
  expect(libraries).toMatchObject({
    'lxc:inside': '/usr/lib64/libksm_preload.so',
    'lxc:outside': false,
    'lxc:above': false,
    'lxc:circle': false,
  });
});

test('takes nothing but a file for a library', async () => {
  const {host, tree} = hostWith({folder: {}});
  mkdirSync(join(tree.procfs, '3000/root/usr/lib64/libksm_preload.so'), {recursive: true});
  const sample = await sampleUntil(host, 'an answer', ({containerLibraries}) =>
    Object.hasOwn(containerLibraries, 'lxc:folder'),
  );
  expect(sample.containerLibraries['lxc:folder']).toBe(false);
});

test('says nothing of a root that cannot be looked into', async () => {
  const {host, tree} = hostWith({gone: {}, there: {}});
  // As for a process that has ended between two looks: its root is empty, and so is its stat.
  tree.remove('proc/3000/root', 'proc/3000/stat');
  const {containerLibraries} = await sampleUntil(host, 'an answer', (sample) =>
    Object.hasOwn(sample.containerLibraries, 'lxc:there'),
  );
  expect(containerLibraries).not.toHaveProperty('lxc:gone');
});
