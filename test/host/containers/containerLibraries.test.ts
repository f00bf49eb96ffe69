import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';
import {describedHost} from '../../support/hosts/describedHost.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';

const library = '\x7fELF';

/** A host with one LXC container for each root. */
const hostWith = (roots: Readonly<Record<string, TreeFiles>>) =>
  describedHost({
    processes: Object.entries(roots).map(([name, root], index) => ({
      pid: 3000 + index,
      command: 'init',
      innerPid: 1,
      cgroup: `/lxc.payload.${name}/init.scope`,
      root: {'etc/': '', ...root},
      container: `lxc:${name}`,
    })),
  });

async function librariesOf(roots: Readonly<Record<string, TreeFiles>>) {
  const {host} = hostWith(roots);
  const {containerLibraries} = await sampleUntil(host, 'every container looked at', (sample) =>
    Object.keys(roots).every((name) => Object.hasOwn(sample.containerLibraries, `lxc:${name}`)),
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

test.each([
  'lib/s390x-linux-gnu',
  'lib/powerpc64le-linux-gnu',
  'lib/arm-linux-gnueabihf',
  'lib/riscv64-linux-gnu',
  'lib/i386-linux-gnu',
  'lib/aarch64-linux-gnu',
  'lib32',
])('finds the library in /usr/%s', async (directory) => {
  const libraries = await librariesOf({web: {[`usr/${directory}/libksm_preload.so`]: library}});
  expect(libraries['lxc:web']).toBe(`/usr/${directory}/libksm_preload.so`);
});

test('follows links inside the root only', async () => {
  using outside = writeTree({'libksm_preload.so': library});
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

test('accepts only a file as a library', async () => {
  const {host, tree} = hostWith({folder: {}});
  mkdirSync(join(tree.procfs, '3000/root/usr/lib64/libksm_preload.so'), {recursive: true});
  const sample = await sampleUntil(host, 'an answer', ({containerLibraries}) =>
    Object.hasOwn(containerLibraries, 'lxc:folder'),
  );
  expect(sample.containerLibraries['lxc:folder']).toBe(false);
});

test('knows nothing of a root that cannot be read', async () => {
  const {host, tree} = hostWith({gone: {}, there: {}});
  // As for a process that has ended between two looks: its root is empty, and so is its stat.
  tree.remove('proc/3000/root', 'proc/3000/stat');
  const {containerLibraries} = await sampleUntil(host, 'an answer', (sample) =>
    Object.hasOwn(sample.containerLibraries, 'lxc:there'),
  );
  expect(containerLibraries).not.toHaveProperty('lxc:gone');
});
