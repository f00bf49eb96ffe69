import {expect, test} from 'vitest';
import {createContainerMemory} from '../../../source/host/containers/containerMemory.js';
import type {Containers} from '../../../source/host/containers/membership.js';
import type {TrackedProcess} from '../../../source/host/processes/trackedProcess.js';
import type {ContainerIdentity} from '../../../source/kernel/container/identity.js';
import {createTreeReader} from '../../fixtures/treeReader.js';

const identity: ContainerIdentity = {
  id: 'lxc:a',
  kind: 'lxc',
  name: 'a',
  cgroup: {hierarchy: 'unified', path: '/lxc/a'},
};
const containers: Containers = new Map([[identity, {} as TrackedProcess]]);

test('mountinfo that could not be read is read again', async () => {
  const reader = createTreeReader({'sys/fs/cgroup/lxc/a/memory.stat': 'anon 4096\n'});
  const memory = createContainerMemory(reader, '/proc', '/sys');
  await memory.update(containers, 0);
  expect(memory.bytes).toEqual({});
  reader.set('proc/self/mountinfo', '25 23 0:22 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n');
  // Each cgroup is read again within 8 seconds.
  for (let second = 0; second < 8; second++) await memory.update(containers, 1000);
  expect(memory.bytes).toEqual({'lxc:a': 4096});
});
