import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Reader} from '../../../source/host/io/reader.js';
import {findHostRoot} from '../../../source/host/local/hostRoot.js';
import {createLocalReader, type LocalReader} from '../../../source/host/local/localReader.js';
import {createAskSocket} from '../../../source/host/names/sockets/askSocket.js';
import {createSampler, type Sampler} from '../../../source/host/sampling/sampler.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {type TreeFiles, type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {until} from '../../support/until.js';
import {startBubblewrap} from '../harness/containers/bubblewrap.js';
import {randomId, uniqueName} from '../harness/containers/container.js';
import {startDocker} from '../harness/containers/docker.js';
import {startLxc} from '../harness/containers/lxc.js';
import {startNspawn} from '../harness/containers/nspawn.js';
import {startPodman} from '../harness/containers/podman.js';
import {startQemu} from '../harness/containers/qemu.js';
import {startRunc} from '../harness/containers/runc.js';
import {start} from '../harness/running.js';

const mounts = {procfs: '/proc', sysfs: '/sys'};

let reader: LocalReader;
let sampler: Sampler | undefined;
let tree: WrittenTree | undefined;

beforeEach(() => {
  reader = createLocalReader();
});

afterEach(() => {
  vi.useRealTimers();
  sampler?.stop();
  reader.close();
  tree?.[Symbol.dispose]();
  tree = undefined;
});

/**
 * Follows this machine; `files` stand for those of its root directory. Names are looked for in turn,
 * which takes half a minute: unless time itself matters, a second passes with each sample.
 */
function follow({
  files,
  through = reader,
  inRealTime = false,
}: {
  files?: TreeFiles;
  through?: Reader;
  inRealTime?: boolean;
} = {}): void {
  if (!inRealTime) vi.useFakeTimers({toFake: ['performance']});
  if (files) tree = writeTree(files);
  const hostRoot = tree?.directory ?? findHostRoot('/proc');
  sampler = createSampler(through, mounts, {hostRoot, askSocket: createAskSocket(through)});
}

function sampleWith(what: string, isWanted: (sample: Sample) => boolean): Promise<Sample> {
  return until(
    what,
    async () => {
      if (vi.isFakeTimers()) vi.advanceTimersByTime(1000);
      const sample = await sampler?.sample();
      return sample !== undefined && isWanted(sample) && sample;
    },
    {timeoutMs: 90_000, intervalMs: 100},
  );
}

const named = (id: string, name: string) =>
  sampleWith(`${id} to be called ${name}`, ({containerNames}) => containerNames[id] === name);

/** For members of a group that may use a socket, but not read the files behind it. */
const without = (hidden: RegExp): Reader => ({
  ...reader,
  read: (requests) =>
    reader.read(
      requests.map((request) =>
        hidden.test(request.path) ? {...request, path: '/proc/self/nothing'} : request,
      ),
    ),
});

describe('Docker', {timeout: 120_000}, () => {
  test.skipIf(missing('names of Docker containers', 'docker'))(
    'from its files, and after a new name, and after a new container of the old name',
    async () => {
      await using docker = await startDocker();
      const name = uniqueName('web');
      const first = await docker.startContainer({name});
      follow();
      await named(`docker:${first.id}`, name);
      const client = ['docker', '--host', `unix://${docker.socket}`] as const;
      const newName = uniqueName('shop');
      await mustRun(program(...client, 'rename', name, newName));
      await named(`docker:${first.id}`, newName);
      const second = await docker.startContainer({name});
      const sample = await named(`docker:${second.id}`, name);
      expect(sample.containerNames[`docker:${first.id}`]).toBe(newName);
      await mustRun(program(...client, 'rm', '--force', newName));
      await sampleWith('the removed one to be forgotten', ({containerNames}) => {
        return !Object.hasOwn(containerNames, `docker:${first.id}`);
      });
    },
  );

  test.skipIf(missing('names from the socket of Docker', 'docker'))(
    'from its socket, which may hang',
    async () => {
      await using docker = await startDocker();
      const name = uniqueName('web');
      const first = await docker.startContainer({name});
      // What the container calls itself is of no help here.
      follow({
        through: without(/config\.v2\.json$|\/etc\/hostname$|environ$/),
        inRealTime: true,
      });
      const {processes} = await named(`docker:${first.id}`, name);
      const daemon = processes?.find(
        ({command, commandLine}) => command === 'dockerd' && commandLine?.includes(docker.socket),
      );
      const second = await docker.startContainer({name: uniqueName('late')});
      process.kill(daemon?.pid as number, 'SIGSTOP');
      try {
        const id = `docker:${second.id}`;
        let longestMs = 0;
        await sampleWith('the second container, given up', (sample) => {
          longestMs = Math.max(longestMs, performance.now() - sample.monotonicMs);
          const isThere = sample.processes?.some(({container}) => container.id === id);
          return isThere === true && !sample.containersPending;
        });
        expect(longestMs).toBeLessThan(1000);
      } finally {
        process.kill(daemon?.pid as number, 'SIGCONT');
      }
      await sampleWith('the name after all', ({containerNames}) =>
        Object.hasOwn(containerNames, `docker:${second.id}`),
      );
    },
  );
});

describe('Podman', {timeout: 120_000}, () => {
  test.skipIf(missing('names of Podman containers', 'podman'))(
    'from its storage, and after a new name',
    async () => {
      const name = uniqueName('web');
      await using container = await startPodman({name, fromImage: true});
      const id = `podman:${container.id}`;
      follow();
      await named(id, name);
      const newName = uniqueName('shop');
      await mustRun(container.podman('rename', name, newName));
      await named(id, newName);
    },
  );

  test.skipIf(missing('names of Podman containers without an image', 'podman'))(
    'from its monitor, and from its service when that runs',
    async () => {
      const name = uniqueName('web');
      await using container = await startPodman({name});
      const id = `podman:${container.id}`;
      follow();
      await named(id, name);
      const newName = uniqueName('shop');
      await mustRun(container.podman('rename', name, newName));
      const socket = join(container.storage, 'service.sock');
      await using service = await start(
        container.podman('system', 'service', '--time', '0', `unix://${socket}`),
      );
      expect(service.pid).toBeGreaterThan(0);
      await named(id, newName);
    },
  );
});

test.skipIf(missing('names of Proxmox containers', 'lxc'))('LXC as Proxmox has it', async () => {
  const number = String(100_000 + Math.floor(Math.random() * 900_000));
  await using lxc = await startLxc({name: number, idMapBase: 100_000, cgroups: 'proxmox'});
  follow({files: {[`etc/pve/lxc/${lxc.name}.conf`]: 'arch: amd64\nhostname: mail\n'}});
  await named(`lxc:${number}`, `${number} mail`);
});

test.skipIf(missing('names of LXC containers', 'lxc'))('LXC: as its cgroup says', async () => {
  const name = uniqueName('ct');
  await using lxc = await startLxc({name});
  follow();
  const {processes, containerNames} = await sampleWith('the container', (sample) =>
    Boolean(sample.processes?.some(({container}) => container.id === `lxc:${name}`)),
  );
  const process = processes?.find(({pid}) => pid === lxc.initPid);
  expect(process?.container.name).toBe(name);
  expect(containerNames).not.toHaveProperty(`lxc:${name}`);
});

test.skipIf(missing('names of nspawn machines', 'nspawn'))(
  'nspawn: the machine in a unit of another name',
  async () => {
    const name = uniqueName('deb');
    await using nspawn = await startNspawn({name});
    follow({
      files: {
        [`run/systemd/machines/unit:systemd-nspawn@${nspawn.name}.service`]: {link: 'builder'},
        'run/systemd/machines/builder': 'NAME=builder\nCLASS=container\n',
      },
    });
    await named(`nspawn:${name}`, 'builder');
  },
);

test.skipIf(missing('names of QEMU guests', 'qemu'))('QEMU: as it was started', async () => {
  const name = uniqueName('vm');
  await using guest = await startQemu({name, mergeable: false});
  follow();
  await named(`qemu:${guest.name}`, name);
});

test.skipIf(missing('names of containers in namespaces alone', 'bubblewrap'))(
  'bubblewrap: as it calls itself',
  async () => {
    await using sandbox = await startBubblewrap({name: uniqueName('app')});
    await writeFile(join(sandbox.root, 'etc/hostname'), 'my-sandbox\n');
    follow();
    const {processes} = await sampleWith('its name', ({containerNames}) =>
      Object.values(containerNames).includes('my-sandbox'),
    );
    const {container} = processes?.find(({pid}) => pid === sandbox.commandPid) ?? {};
    expect(container?.kind).toBe('namespace');
  },
);

describe('a container that no runtime knows', () => {
  test.skipIf(missing('names of runc containers', 'runc'))('its environment', async () => {
    const id = randomId();
    await using runc = await startRunc({
      name: uniqueName('web'),
      cgroupPath: `/docker/${id}`,
      env: {HOSTNAME: 'from-environment'},
    });
    follow();
    await named(`docker:${id}`, 'from-environment');
    expect(runc.initPid).toBeGreaterThan(1);
  });

  test.skipIf(missing('names of pods', 'runc'))('the notes of its cluster', async () => {
    const id = randomId();
    await using runc = await startRunc({
      name: uniqueName('pod'),
      cgroupPath: `/kubepods/burstable/pod0f1d-22/${id}`,
    });
    const notes = {
      'io.kubernetes.cri.container-name': 'nginx',
      'io.kubernetes.cri.sandbox-name': runc.name,
      'io.kubernetes.cri.sandbox-namespace': 'default',
    };
    const bundle = `run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/config.json`;
    follow({files: {[bundle]: JSON.stringify({annotations: notes})}});
    await named(`kubernetes:${id}`, `default/${runc.name}/nginx`);
  });
});
