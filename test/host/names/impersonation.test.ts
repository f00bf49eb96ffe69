import {chownSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';
import type {TreeFiles} from '../../fixtures/tree.js';
import {first, hostOf, namesOf, ofUser, type Process} from '../../support/hosts/namedContainers.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';

const web = runtimeId('web');
const ann = 1000;
const bob = 1001;

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('a monitor of Podman', () => {
  const home = '/home/ann/.local/share/containers/storage';
  const index = JSON.stringify([{id: web, names: ['shop']}]);
  const files = {[`${home.slice(1)}/overlay-containers/containers.json`]: index};
  const conmon = (userId: number, cgroup: string): Process => ({
    pid: 2900,
    command: 'conmon',
    userId,
    arguments: [
      ...['/usr/bin/conmon', '-c', web, '-n', 'told'],
      ...['-b', `${home}/overlay-containers/${web}/userdata`],
    ],
    cgroup,
  });
  const ofRoot = `/machine.slice/libpod-${web}.scope`;
  const session = '/user.slice/user-1000.slice/session-3.scope';
  const quadlet = `/system.slice/web.service/libpod-payload-${web}`;

  test.each<[who: string, userId: number, container: string, names: Record<string, string>]>([
    ['root', 0, ofRoot, {[`podman:${web}`]: 'shop'}],
    ['a user', ann, ofRoot, {}],
    ['root', 0, quadlet, {[`podman:web.service/${web}`]: 'web.service/shop'}],
    ['a user', ann, quadlet, {}],
    ['another user', bob, `${ofUser}/libpod-${web}.scope`, {}],
    ['the root of a user namespace', 100_000, ofRoot, {}],
  ])('of %s, uid %i, for %s', async (_, userId, container, names) => {
    const process = first(container, {parentPid: 2900});
    expect(await namesOf([conmon(userId, session), process], files)).toEqual(names);
  });
});

test.each([
  ['conmon', 'shop'],
  ['conmon (deleted)', 'shop'],
  ['sudo', undefined],
])('words of a monitor of root count where its program is %s', async (program, name) => {
  const monitor: Process = {
    pid: 2900,
    command: 'conmon',
    arguments: ['conmon', 'sh', '-c', web, '-n', 'shop'],
    cgroup: '/user.slice/user-1000.slice/session-3.scope',
  };
  const container = first(`/machine.slice/libpod-${web}.scope`, {parentPid: 2900});
  const exe = {'proc/2900/exe': {link: `/usr/bin/${program}`}};
  expect((await namesOf([monitor, container], exe))[`podman:${web}`]).toBe(name);
});

describe('a shim of containerd', () => {
  const record = JSON.stringify({annotations: {'nerdctl/name': 'shop'}});
  const files = {[`home/ann/io.containerd.runtime.v2.task/default/${web}/config.json`]: record};
  const shim = (changes: Partial<Process>): Process => ({
    pid: 2900,
    command: 'containerd-shim',
    arguments: ['containerd-shim-runc-v2', '-namespace', 'default', '-address', '/home/ann/c.sock'],
    cgroup: '/system.slice/containerd.service',
    ...changes,
  });
  const container = first(`/system.slice/nerdctl-${web}.scope`, {parentPid: 2900});

  test.each<[what: string, changes: Partial<Process>, name: string | undefined]>([
    ['of root', {}, 'shop'],
    ['of a user', {userId: ann}, undefined],
    ['that is none', {command: 'sh'}, undefined],
  ])('%s', async (_, changes, name) => {
    const names = await namesOf([shim(changes), container], files);
    expect(names[`containerd:${web}`]).toBe(name);
  });
});

/** What root's runtimes keep about their own, looked up for what a user or a service calls alike. */
describe('records of root say nothing of', () => {
  const log = `shop_default_nginx-${web}.log`;
  const files: TreeFiles = {
    [`var/lib/docker/containers/${web}/config.v2.json`]: '{"Name": "/shop"}',
    [`var/log/containers/${log}`]: '',
    'var/log/pods/default_shop_1-2/': '',
    'etc/pve/lxc/101.conf': 'hostname: mail\n',
    'var/lib/lxc/101/config': 'lxc.uts.name = mail\n',
    'etc/pve/qemu-server/200.conf': 'name: win\n',
    'run/systemd/machines/unit:machine-web.scope': 'NAME=shop\n',
  };

  test.each([
    ['a user', ofUser],
    ['a service', '/system.slice/evil.service'],
  ])('the containers of %s', async (_, place) => {
    const paths = [
      `docker-${web}.scope`,
      `nerdctl-${web}.scope`,
      `kubepods/pod1-2/${web}`,
      'kubepods/pod1-2',
      'lxc/101',
      'qemu.slice/200.scope',
      'machine-web.scope',
      `libpod-${web}.scope`,
    ];
    const processes = paths.map((path, index) => first(`${place}/${path}`, {pid: 3000 + index}));
    expect(await namesOf(processes, files)).toEqual({});
  });
});

describe('a socket', () => {
  const list = JSON.stringify([{Id: web, Names: ['/shop']}]);
  const podman: Process = {
    pid: 800,
    command: 'podman',
    arguments: ['podman', 'system', 'service', 'unix:///srv/podman.sock'],
    cgroup: '/user.slice/user-1000.slice/session-3.scope',
  };
  const container = first(`/machine.slice/libpod-${web}.scope`);
  let asked = 0;

  async function namesWithSocket(processes: readonly Process[], owner?: number) {
    const {host, tree} = hostOf(processes, {'srv/': ''});
    const path = join(tree.directory, 'srv/podman.sock');
    const server = createServer((_request, response) => {
      asked++;
      response.end(list);
    });
    servers.push(server);
    asked = 0;
    await new Promise<void>((resolve) => server.listen(path, resolve));
    if (owner !== undefined) chownSync(path, owner, owner);
    const {containerNames} = await sampleUntil(
      host,
      'every container looked at',
      ({processes: read, containersPending}) => read !== undefined && !containersPending,
    );
    rmSync(path);
    return containerNames;
  }

  test('is one of a few, however many there seem to be', async () => {
    const others = Array.from({length: 40}, (_, index) => `unix:///srv/${index}.sock`);
    const service = {...podman, arguments: [...others, 'unix:///srv/podman.sock']};
    expect(await namesWithSocket([service, container])).toEqual({});
  });

  test("of root's service is asked", async () => {
    expect(await namesWithSocket([podman, container])).toEqual({[`podman:${web}`]: 'shop'});
  });

  test("of a user's service is not asked about containers of root", async () => {
    expect(await namesWithSocket([{...podman, userId: ann}, container])).toEqual({});
    expect(asked).toBe(0);
  });

  const isRoot = process.getuid?.() === 0;
  const ofAnn = first(`${ofUser}/libpod-${web}.scope`, {userId: ann});

  test.skipIf(!isRoot).each<[whose: string, owner: number, names: Record<string, string>]>([
    ['her own', ann, {[`podman:user@1000/${web}`]: 'user@1000/shop'}],
    ["another user's", bob, {}],
  ])("that a user's service names is asked if it is %s", async (_, owner, names) => {
    expect(await namesWithSocket([{...podman, userId: ann}, ofAnn], owner)).toEqual(names);
    expect(asked > 0).toBe(owner === ann);
  });

  test.skipIf(!isRoot)("of a user is not asked, though root's service names it", async () => {
    expect(await namesWithSocket([podman, container], ann)).toEqual({});
    expect(asked).toBe(0);
  });
});

describe('a name', () => {
  const guest = (name: string, changes: Partial<Process> = {}): Process => ({
    ...first(String.raw`/machine.slice/machine-qemu\x2d7\x2dmyvm.scope`),
    command: 'qemu-system-x86',
    arguments: ['/usr/bin/qemu-system-x86_64', '-name', `guest=${name}`],
    ...changes,
  });

  test.each([
    ['host', 'qemu:host'],
    ['user@0/web', String.raw`user\x400/web`],
    ['evil.service/web', String.raw`evil\x2eservice/web`],
    ['a/b', 'a/b'],
  ])('%s of a guest is shown as %s', async (name, shown) => {
    expect(await namesOf([guest(name)])).toEqual({'qemu:myvm': shown});
  });

  test('of guests of two users and of root, which are the same', async () => {
    const byHand = (pid: number, userId: number) =>
      guest('web1', {
        pid,
        userId,
        cgroup: `/user.slice/user-${userId}.slice/session-${pid}.scope`,
      });
    expect(await namesOf([byHand(3000, 0), byHand(3001, ann), byHand(3002, bob)])).toEqual({
      'qemu:web1': 'web1',
      'qemu:user@1000/web1': 'user@1000/web1',
      'qemu:user@1001/web1': 'user@1001/web1',
    });
  });

  test('that a namespace of a user gives itself', async () => {
    const namespace = (userId: number, pid: number) =>
      first('/', {pid, userId, pidNamespace: pid, root: {'etc/hostname': 'web1\n'}});
    expect(await namesOf([namespace(0, 3000), namespace(ann, 3001)])).toEqual({
      'namespace:3000': 'web1',
      'namespace:3001': 'user@1000/web1',
    });
  });

  test('host, of a container that calls itself so', async () => {
    const container = first(`/docker/${web}`, {root: {'etc/hostname': 'host\n'}});
    expect(await namesOf([container])).toEqual({[`docker:${web}`]: 'docker:host'});
  });
});
