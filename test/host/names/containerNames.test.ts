import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';
import type {TreeFiles} from '../../fixtures/tree.js';
import {first, hostOf, namesOf, ofUser, type Process} from '../../support/hosts/namedContainers.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';

const web = runtimeId('web');

const dockerRecord = (name: string) => JSON.stringify({ID: web, Name: `/${name}`});
const docker = first(`/system.slice/docker-${web}.scope`);
const dockerId = `docker:${web}`;

describe('Docker', () => {
  test('from its files', async () => {
    const files = {[`var/lib/docker/containers/${web}/config.v2.json`]: dockerRecord('web1')};
    expect(await namesOf([docker], files)).toEqual({[dockerId]: 'web1'});
  });

  test('from the data root that its settings name', async () => {
    const files = {
      'etc/docker/daemon.json': '{"data-root": "/srv/docker"}',
      [`srv/docker/containers/${web}/config.v2.json`]: dockerRecord('web1'),
    };
    expect(await namesOf([docker], files)).toEqual({[dockerId]: 'web1'});
  });

  const daemon = (changes: Partial<Process>): Process => ({
    pid: 800,
    command: 'dockerd',
    userId: 0,
    arguments: ['/usr/sbin/dockerd', '-H', 'fd://', '--data-root=/srv/docker'],
    cgroup: '/system.slice/docker.service',
    ...changes,
  });

  test('from the data root in the options of its daemon, not of impostors', async () => {
    const files = {
      [`srv/docker/containers/${web}/config.v2.json`]: dockerRecord('web1'),
      [`tmp/evil/containers/${web}/config.v2.json`]: dockerRecord('evil'),
    };
    const evil = {arguments: ['dockerd', '--data-root=/tmp/evil']};
    const inContainer = daemon({...evil, pid: 700, cgroup: `/docker/${runtimeId('evil')}`});
    const byUser = daemon({...evil, pid: 701, userId: 1000, cgroup: '/user.slice/session-1.scope'});
    const names = await namesOf([docker, inContainer, byUser, daemon({})], files);
    expect(names[dockerId]).toBe('web1');
  });

  test('of a Docker inside a container', async () => {
    // Its files are where its daemon is, and so is the parent of its first process.
    const outer = first('/lxc.payload.ci/init.scope', {pid: 2000});
    const shim = {
      pid: 2100,
      command: 'containerd-shim',
      parentPid: 2000,
      innerPid: 90,
      cgroup: '/lxc.payload.ci/system.slice/containerd.service',
      root: {[`var/lib/docker/containers/${web}/config.v2.json`]: dockerRecord('inner')},
    };
    const inner = first(`/lxc.payload.ci/system.slice/docker-${web}.scope`, {parentPid: 2100});
    const files = {[`var/lib/docker/containers/${web}/config.v2.json`]: dockerRecord('outer')};
    const id = dockerId.replace(':', ':ci/');
    expect((await namesOf([outer, shim, inner], files))[id]).toBe('ci/inner');
  });

  test('of a group that a process made in its own container: not that of its neighbour', async () => {
    const impostor = first(`/lxc.payload.ci/docker/${web}`, {parentPid: 1});
    const files = {[`var/lib/docker/containers/${web}/config.v2.json`]: dockerRecord('shop')};
    expect(await namesOf([impostor], files)).toEqual({});
    const honest = first(`/docker/${web}`, {pid: 3100});
    expect(await namesOf([impostor, honest], files)).toEqual({[dockerId]: 'shop'});
  });

  test('of a group that a user made below his own: not that of the system', async () => {
    const impostor = first(`${ofUser}/docker-${web}.scope`, {userId: 1000});
    const files = {[`var/lib/docker/containers/${web}/config.v2.json`]: dockerRecord('shop')};
    expect(await namesOf([impostor], files)).toEqual({});
    const honest = first(`/docker/${web}`, {pid: 3100});
    expect(await namesOf([impostor, honest], files)).toEqual({[dockerId]: 'shop'});
  });

  test('under a cluster', async () => {
    const pod = first(`/kubepods/burstable/pod0f1d-22/${web}`);
    const record = dockerRecord('k8s_nginx_shop-7d9f_default_0f1d-22_0');
    const files = {[`var/lib/docker/containers/${web}/config.v2.json`]: record};
    expect(await namesOf([pod], files)).toEqual({
      [`kubernetes:${web}`]: 'default/shop-7d9f/nginx',
    });
  });
});

describe('Podman', () => {
  const podman = first(`/machine.slice/libpod-${web}.scope/container`, {parentPid: 2900});
  const podmanId = `podman:${web}`;
  const index = (name: string) => JSON.stringify([{id: web, names: [name]}]);
  const conmon = (home: string): Process => ({
    pid: 2900,
    command: 'conmon',
    arguments: [
      ...['/usr/bin/conmon', '--api-version', '1', '-c', web, '-u', web, '-r', '/usr/bin/crun'],
      ...['-b', `${home}/overlay-containers/${web}/userdata`],
      ...['-p', `/run/state/overlay-containers/${web}/userdata/pidfile`, '-n', 'first-name'],
    ],
    cgroup: `/machine.slice/libpod-conmon-${web}.scope`,
  });

  test('from the storage of root', async () => {
    const path = 'var/lib/containers/storage/overlay-containers/containers.json';
    expect(await namesOf([podman], {[path]: index('web1')})).toEqual({[podmanId]: 'web1'});
  });

  test('from the storage that its monitor works on', async () => {
    const home = '/home/ann/.local/share/containers/storage';
    const path = `${home.slice(1)}/overlay-containers/containers.json`;
    const names = await namesOf([conmon(home), podman], {[path]: index('web1')});
    expect(names[podmanId]).toBe('web1');
  });

  test("of a user's, by both", async () => {
    const home = '/home/ann/.local/share/containers/storage';
    const path = `${home.slice(1)}/overlay-containers/containers.json`;
    const ofRoot = 'var/lib/containers/storage/overlay-containers/containers.json';
    const files = {[path]: index('web1'), [ofRoot]: index('shop')};
    const monitor = {...conmon(home), userId: 1000, cgroup: `${ofUser}/libpod-conmon-${web}.scope`};
    const container = {...podman, cgroup: `${ofUser}/libpod-${web}.scope/container`};
    const id = `podman:user@1000/${web}`;
    expect(await namesOf([monitor, container], files)).toEqual({[id]: 'user@1000/web1'});
    expect(await namesOf([container], files)).toEqual({});
  });

  test('from the storage of those that are removed when they end', async () => {
    const path = 'run/state/overlay-containers/volatile-containers.json';
    const names = await namesOf([conmon('/srv'), podman], {[path]: index('web1')});
    expect(names[podmanId]).toBe('web1');
  });

  test('from its monitor, where no storage knows it', async () => {
    expect((await namesOf([conmon('/srv'), podman]))[podmanId]).toBe('first-name');
  });

  test('from no process that calls itself a monitor inside a container', async () => {
    const evil = {...conmon('/srv'), cgroup: '/lxc.payload.evil/init.scope'};
    expect(await namesOf([evil, podman])).toEqual({});
  });
});

describe('Kubernetes', () => {
  const pod = first(
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-${web}.scope`,
    {parentPid: 2900},
  );
  const podId = `kubernetes:${web}`;
  const notes = {
    'io.kubernetes.cri.container-type': 'container',
    'io.kubernetes.cri.container-name': 'nginx',
    'io.kubernetes.cri.sandbox-name': 'shop-7d9f',
    'io.kubernetes.cri.sandbox-namespace': 'default',
  };
  const record = JSON.stringify({annotations: notes});

  test('from the bundle of containerd', async () => {
    const path = `run/containerd/io.containerd.runtime.v2.task/k8s.io/${web}/config.json`;
    expect(await namesOf([pod], {[path]: record})).toEqual({[podId]: 'default/shop-7d9f/nginx'});
  });

  test('from the bundle of another containerd, which its shim names', async () => {
    const shim = {
      pid: 2900,
      command: 'containerd-shim',
      arguments: [
        ...['/usr/bin/containerd-shim-runc-v2', '-namespace', 'k8s.io', '-id', web],
        ...['-address', '/run/k3s/containerd/containerd.sock'],
      ],
      cgroup: '/system.slice/k3s.service',
    };
    const path = `run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/${web}/config.json`;
    const names = await namesOf([shim, pod], {[path]: record});
    expect(names[podId]).toBe('default/shop-7d9f/nginx');
  });

  test('from the bundle of CRI-O', async () => {
    const crio = first(`/kubepods.slice/kubepods-pod1_2.slice/crio-${web}.scope`);
    const path = `run/containers/storage/overlay-containers/${web}/userdata/config.json`;
    expect(await namesOf([crio], {[path]: record})).toEqual({[podId]: 'default/shop-7d9f/nginx'});
  });

  test('from the names of the log files', async () => {
    const path = `var/log/containers/shop-7d9f_default_nginx-${web}.log`;
    const link = {link: '/var/log/pods/default_shop-7d9f_1-2/nginx/0.log'};
    expect(await namesOf([pod], {[path]: link})).toEqual({[podId]: 'default/shop-7d9f/nginx'});
  });

  test('of a pod itself, by its uid', async () => {
    const overhead = first('/kubepods.slice/kubepods-pod1_2.slice/kata_overhead');
    expect(await namesOf([overhead], {'var/log/pods/default_shop-7d9f_1-2/': ''})).toEqual({
      'kubernetes:1_2': 'default/shop-7d9f',
    });
  });
});

test('Proxmox: number and hostname, through the link to the own node', async () => {
  const container = first('/lxc/101/ns/init.scope');
  const machine = first('/qemu.slice/200.scope', {pid: 3100, command: 'kvm'});
  const names = await namesOf([container, machine, first('/lxc.payload.101x', {pid: 3200})], {
    'etc/pve/lxc': {link: 'nodes/pve1/lxc'},
    'etc/pve/nodes/pve1/lxc/101.conf': 'hostname: mail\n',
    'etc/pve/qemu-server': {link: '/etc/pve/nodes/pve1/qemu-server'},
    'etc/pve/nodes/pve1/qemu-server/200.conf': 'name: win\n',
  });
  expect(names).toEqual({'lxc:101': '101 mail', 'qemu:200': '200 win'});
});

test('Proxmox: the hostname that it gave LXC, where its own settings are on FUSE', async () => {
  const settings = 'lxc.arch = amd64\nlxc.uts.name = mail\n';
  const names = await namesOf([first('/lxc/101/ns')], {'var/lib/lxc/101/config': settings});
  expect(names).toEqual({'lxc:101': '101 mail'});
});

describe('LXC: a container that is numbered because a cgroup was left over', () => {
  const monitor = (changes: Partial<Process> = {}): Process => ({
    pid: 2900,
    command: 'lxc-start',
    arguments: ['[lxc monitor] /var/lib/lxc nested'],
    cgroup: '/lxc.monitor.nested-1',
    ...changes,
  });
  const nested = first('/lxc.payload.nested-1/init.scope', {parentPid: 2900});

  test('has the name that its monitor knows', async () => {
    expect(await namesOf([monitor(), nested])).toEqual({'lxc:nested-1': 'nested'});
  });

  test.each([
    ['is called like that', {arguments: ['[lxc monitor] /var/lib/lxc nested-1']}],
    ['has a monitor of another one', {arguments: ['[lxc monitor] /var/lib/lxc ne']}],
    ['has a monitor of a user', {userId: 1000}],
  ])('keeps its own where it %s', async (_, changes) => {
    expect(await namesOf([monitor(changes), nested])).toEqual({});
  });

  test('is still known to Proxmox by its number', async () => {
    const numbered = first('/lxc/101-1/ns', {parentPid: 2900});
    const names = await namesOf(
      [monitor({arguments: ['[lxc monitor] /var/lib/lxc 101']}), numbered],
      {
        'etc/pve/lxc/101.conf': 'hostname: mail\n',
      },
    );
    expect(names).toEqual({'lxc:101-1': '101 mail'});
  });
});

test('QEMU: the name as it was given, whatever became of it in the cgroup', async () => {
  const libvirt = first(String.raw`/machine.slice/machine-qemu\x2d7\x2dmyvm.scope`, {
    command: 'qemu-system-x86',
    arguments: ['/usr/bin/qemu-system-x86_64', '-name', 'guest=my vm (test),debug-threads=on'],
  });
  const proxmox = first('/qemu.slice/200.scope', {
    pid: 3100,
    command: 'kvm',
    arguments: ['/usr/bin/kvm', '-id', '200', '-name', 'win,debug-threads=on'],
  });
  expect(await namesOf([libvirt, proxmox])).toEqual({
    'qemu:myvm': 'my vm (test)',
    'qemu:200': '200 win',
  });
});

test('systemd: the machine that runs in a unit of another name', async () => {
  const nspawn = first('/machine.slice/systemd-nspawn@build.service/payload');
  const names = await namesOf([nspawn], {
    'run/systemd/machines/unit:systemd-nspawn@build.service': {link: 'builder'},
    'run/systemd/machines/builder': 'NAME=builder\nUNIT=systemd-nspawn@build.service\n',
  });
  expect(names).toEqual({'nspawn:build': 'builder'});
});

test('NixOS, and other services that run nspawn', async () => {
  const nspawn = (pid: number, unit: string, machine: string): Process => ({
    pid,
    command: 'systemd-nspawn',
    arguments: ['systemd-nspawn', '--keep-unit', '-M', machine],
    cgroup: `${unit}/supervisor`,
  });
  const nixos = '/machine.slice/container@web.service';
  const other = '/system.slice/build.service';
  const names = await namesOf(
    [
      nspawn(2900, nixos, 'web'),
      nspawn(2901, other, 'builder'),
      first(`${nixos}/payload/init.scope`, {parentPid: 2900}),
      first(`${other}/payload`, {pid: 3100, parentPid: 2901}),
    ],
    {'run/systemd/machines/unit:container@web.service': 'NAME=web\n'},
  );
  expect(names).toEqual({
    'nspawn:web': 'web',
    'nspawn:build.service/build': 'build.service/builder',
  });
});

test('Kata: from the bundle of containerd', async () => {
  const shim = {
    pid: 2900,
    command: 'containerd-shim',
    arguments: ['/usr/bin/containerd-shim-kata-v2', '-namespace', 'k8s.io', '-id', web],
    cgroup: '/system.slice/containerd.service',
  };
  const annotations = {
    'io.kubernetes.cri.container-type': 'sandbox',
    'io.kubernetes.cri.sandbox-name': 'shop-7d9f',
    'io.kubernetes.cri.sandbox-namespace': 'default',
  };
  const guest = first(`/kata_overhead/${web}`, {command: 'qemu-system-x86', parentPid: 2900});
  const path = `run/containerd/io.containerd.runtime.v2.task/k8s.io/${web}/config.json`;
  const names = await namesOf([shim, guest], {[path]: JSON.stringify({annotations})});
  expect(names).toEqual({[`kata:${web}`]: 'default/shop-7d9f/pause'});
});

describe('OpenVZ', () => {
  const veinfo = '       101     0    31         10.0.0.101\n         0     0   140  \n';
  const node = {'proc/bc/101/resources': '', 'proc/vz/veinfo': veinfo};
  const container = first('/', {envId: 101});

  test.each([
    ['its settings', {'etc/vz/conf/101.conf': 'HOSTNAME="mail.example"\n'}, {}, '101 mail.example'],
    ['its own root', {}, {'etc/sysconfig/network': 'HOSTNAME=db.example\n'}, '101 db.example'],
    ['the list of all', {}, {}, '101 10.0.0.101'],
  ])('from %s', async (_what, files, root, name) => {
    const names = await namesOf([{...container, root: {'etc/': '', ...root}}], {...node, ...files});
    expect(names).toEqual({'openvz:101': name});
  });
});

describe('what the container calls itself', () => {
  const named = (root: TreeFiles, environment: string[] = []) =>
    namesOf([first(`/docker/${web}`, {root, environment})]);

  test('in a file', async () => {
    expect(await named({'etc/hostname': 'web-7\n'}, ['HOSTNAME=other'])).toEqual({
      [dockerId]: 'web-7',
    });
  });

  test('in its environment', async () => {
    expect(await named({}, ['PATH=/bin', 'HOSTNAME=web-8'])).toEqual({[dockerId]: 'web-8'});
  });

  test('but not when that is the name of the host, or of none', async () => {
    expect(await named({'etc/hostname': 'hn1.example\n'}, ['HOSTNAME=hn1'])).toEqual({});
    expect(await named({'etc/hostname': 'localhost\n'})).toEqual({});
  });

  test('but not in a file outside of its root', async () => {
    const {host, tree} = hostOf([first(`/docker/${web}`)], {'etc/shadow-name': 'stolen\n'});
    symlinkSync(
      join(tree.directory, 'etc/shadow-name'),
      join(tree.procfs, '3000/root/etc/hostname'),
    );
    const {containerNames} = await sampleUntil(
      host,
      'every container looked at',
      ({processes, containersPending}) => processes !== undefined && !containersPending,
    );
    expect(containerNames).toEqual({});
  });
});

test('needs no source for the names of services, sessions and the host', async () => {
  expect(await namesOf([])).toEqual({});
});
