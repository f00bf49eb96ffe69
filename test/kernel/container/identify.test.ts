import {describe, expect, test} from 'vitest';
import {containerPatterns} from '../../../source/kernel/container/containerPatterns.js';
import {identifyContainer} from '../../../source/kernel/container/identify.js';
import {surroundingsOf} from '../../../source/kernel/container/identity.js';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';

const id = runtimeId('a');
const inner = runtimeId('b');
const uid = '8f0c1e1a-1111-2222-3333-444455556666';
const unitUid = uid.replaceAll('-', '_');
const staticUid = '0123456789abcdef0123456789abcdef';
const user = '/user.slice/user-1000.slice/user@1000.service';
const burstable = '/kubepods.slice/kubepods-burstable.slice';
const alloc = '1c9e8d7f-0a1b-4c2d-8e3f-123456789abc';
const scope = (name: string): string => `/machine.slice/machine-${name}.scope`;

/** A path, the id of its container, and the container's own directory where it is shorter. */
type Row = readonly [path: string, id: string, directory?: string];

const rows: Readonly<Record<string, readonly Row[]>> = {
  docker: [
    [`/docker/${id}`, `docker:${id}`],
    [`/${id}`, `docker:${id}`],
    [`/customers/acme/${id}`, `docker:${id}`],
    [`/system.slice/docker-${id}.scope`, `docker:${id}`],
    [
      `/system.slice/docker-${id}.scope/init.scope`,
      `docker:${id}`,
      `/system.slice/docker-${id}.scope`,
    ],
    [`${user}/user.slice/docker-${id}.scope`, `docker:user@1000/${id}`],
    [`/system.slice:docker:${id}`, `docker:${id}`],
    [`/docker/${id}/docker/${inner}`, `docker:${id}/${inner}`],
    [`${user}/docker-${id}.scope/docker/${inner}`, `docker:user@1000/${id}/${inner}`],
    [`/../..${user}/docker-${id}.scope`, `docker:user@1000/${id}`],
    // Root has no need to pretend, and others make no slice of this name, or not there.
    [`/user.slice/user-0.slice/user@0.service/docker-${id}.scope`, `docker:${id}`],
    [`/docker/${id}${user}/docker-${inner}.scope`, `docker:${id}/${inner}`],
    [`/user.slice/docker-${id}.scope`, `docker:${id}`],
    [`/system.slice/docker.service/docker/${id}`, `docker:${id}`],
    [`/nomad.slice/share.slice/docker-${id}.scope`, `docker:${id}`],
    ['/docker/buildkit/k2jx0q', 'buildkit:k2jx0q'],
  ],
  podman: [
    [`/machine.slice/libpod-${id}.scope`, `podman:${id}`],
    [
      `/machine.slice/libpod-${id}.scope/container`,
      `podman:${id}`,
      `/machine.slice/libpod-${id}.scope`,
    ],
    [
      `${user}/user.slice/libpod-${id}.scope/container`,
      `podman:user@1000/${id}`,
      `${user}/user.slice/libpod-${id}.scope`,
    ],
    [
      `${user}/user.slice/user-libpod_pod_${inner}.slice/libpod-${id}.scope`,
      `podman:user@1000/${id}`,
    ],
    [`/machine.slice/machine-libpod_pod_${inner}.slice/libpod-${id}.scope`, `podman:${id}`],
    [`/libpod_parent/libpod-${id}`, `podman:${id}`],
    [`/libpod_parent/${inner}/libpod-${id}`, `podman:${id}`],
    [`/system.slice/web.service/libpod-payload-${id}`, `podman:web.service/${id}`],
  ],
  'monitors, which are not the container': [
    [`/machine.slice/libpod-conmon-${id}.scope`, 'host'],
    [`${user}/user.slice/libpod-conmon-${id}.scope`, 'host'],
    ['/libpod_parent/conmon', 'host'],
    [`/libpod_parent/libpod-${id}/conmon`, 'host'],
    [`/system.slice/crio-conmon-${id}.scope`, 'host'],
    [`/kubepods/burstable/pod${uid}/crio-conmon-${id}`, 'host'],
    [`${burstable}/kubepods-burstable-pod${unitUid}.slice/crio-conmon-${id}.scope`, 'host'],
    ['/lxc.monitor.w01', 'host'],
    ['/lxc.monitor/101', 'host'],
    ['/lxc.pivot', 'host'],
    [`${scope('deb1')}/supervisor`, 'host'],
    ['/machine.slice/systemd-nspawn@deb1.service/supervisor', 'host'],
    // Seen from the host, a monitor inside a container belongs to that container.
    [`/docker/${id}/libpod_parent/conmon`, `docker:${id}`, `/docker/${id}`],
    ['/lxc.payload.w01/lxc.monitor.inner', 'lxc:w01', '/lxc.payload.w01'],
    ['/system.slice/web.service/supervisor', 'service:web.service', '/system.slice/web.service'],
  ],
  kubernetes: [
    [`/kubepods/burstable/pod${uid}/${id}`, `kubernetes:${id}`],
    [`/kubepods/besteffort/pod${uid}/${id}`, `kubernetes:${id}`],
    [`/kubepods/pod${uid}/${id}`, `kubernetes:${id}`],
    [`/kubepods/burstable/pod${uid}/crio-${id}`, `kubernetes:${id}`],
    [`/kubepods/besteffort/podabc/${id}`, `kubernetes:${id}`],
    ...['cri-containerd', 'crio', 'docker'].map(
      (runtime): Row => [
        `${burstable}/kubepods-burstable-pod${unitUid}.slice/${runtime}-${id}.scope`,
        `kubernetes:${id}`,
      ],
    ),
    [`/kubepods.slice/kubepods-pod${unitUid}.slice/cri-containerd-${id}.scope`, `kubernetes:${id}`],
    [`${burstable}/kubepods-burstable-pod${staticUid}.slice/crio-${id}.scope`, `kubernetes:${id}`],
    [`/kubepods/burstable/pod${staticUid}/${id}`, `kubernetes:${id}`],
    [`/kubelet/kubepods/burstable/pod${uid}/${id}`, `kubernetes:${id}`],
    [
      `/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/kubelet-kubepods-besteffort-pod${unitUid}.slice/cri-containerd-${id}.scope`,
      `kubernetes:${id}`,
    ],
    [
      `/docker/${inner}/kubelet/kubepods/pod${uid}/${id}/kube-proxy`,
      `kubernetes:${inner}/${id}`,
      `/docker/${inner}/kubelet/kubepods/pod${uid}/${id}`,
    ],
    [
      `/system.slice/containerd.service/kubepods-burstable-pod${unitUid}.slice:cri-containerd:${id}`,
      `kubernetes:${id}`,
    ],
    [`/kubepods-pod${unitUid}.slice:cri-containerd:${id}`, `kubernetes:${id}`],
    [`/k8s.io/${id}`, `kubernetes:${id}`],
    // A virtual machine pod has no container cgroup of its own.
    [
      `/kubepods/burstable/pod${uid}/kata_overhead`,
      `kubernetes:${uid}`,
      `/kubepods/burstable/pod${uid}`,
    ],
    [`${burstable}/kubepods-burstable-pod${unitUid}.slice`, `kubernetes:${unitUid}`],
  ],
  // What root's own runtime did not make, whatever it is called: see also the attacks below.
  'owned by a user or a unit': [
    [`/system.slice/web.service/docker-${id}.scope`, `docker:web.service/${id}`],
    [`/system.slice/web.service/docker.service/docker/${id}`, `docker:web.service/${id}`],
    [`/system.slice/run-r1.scope/lxc.payload.w01`, 'lxc:run-r1.scope/w01'],
    [`/system.slice/web.service/lxc/w01/docker/${id}`, `docker:web.service/w01/${id}`],
    [`/system.slice/cron.service/kubepods/pod${uid}/${id}`, `kubernetes:cron.service/${id}`],
    ['/user/1000.user/1.session/lxc/w01', 'lxc:user@1000/w01'],
    // Of a reader that is itself below user.slice.
    [`/../user-1000.slice/user@1000.service/docker-${id}.scope`, `docker:user@1000/${id}`],
    [`${user}/machine.slice/machine-w01.scope`, 'nspawn:user@1000/w01'],
    [`${user}/machine.slice/machine-ch\\x2d3\\x2dw01.scope`, 'cloud-hypervisor:user@1000/w01'],
    [`${user}/kubepods/pod${uid}/${id}`, `kubernetes:user@1000/${id}`],
  ],
  'names that look like several, like an owner or like the host': [
    [scope(String.raw`a\x2fb`), String.raw`nspawn:a\x2fb`],
    [scope(String.raw`a\x5cx2fb`), String.raw`nspawn:a\x5cx2fb`],
    [scope(String.raw`user\x401000\x2fweb1`), String.raw`nspawn:user@1000\x2fweb1`],
    [`/lxc.payload.user@1000/docker/${id}`, String.raw`docker:user\x401000/${id}`],
    [`/lxc.payload.web.service/docker/${id}`, String.raw`docker:web\x2eservice/${id}`],
    ['/lxc/host', 'lxc:host'],
  ],
  'other container runtimes': [
    [`/nomad.slice/share.slice/${alloc}.web.scope`, `nomad:${alloc}.web`],
    [`/nomad.slice/${alloc}.cache.scope`, `nomad:${alloc}.cache`],
    [`/nomad/${alloc}.web`, `nomad:${alloc}.web`],
    ['/system.slice/runc-myapp.scope', 'runc:myapp'],
    ['/crun-myapp', 'crun:myapp'],
    ['/buildkit/k2jx0q', 'buildkit:k2jx0q'],
    [`/garden-${alloc}/abc`, 'garden:abc'],
    ['/default/redis', 'containerd:redis'],
    [`/default/${id}`, `containerd:${id}`],
    [`/system.slice/nerdctl-${id}.scope`, `containerd:${id}`],
    [`/ecs/task1/${id}`, `ecs:${id}`],
    [`/ecs/cluster/task1/${id}`, `ecs:${id}`],
    [`/ecs/${staticUid}/${staticUid}-4211`, `ecs:${staticUid}-4211`],
    [`/ecstasks.slice/ecstasks-${staticUid}.slice/docker-${id}.scope`, `ecs:${id}`],
    ['/garden/abc', 'garden:abc'],
    ['/system.slice/garden.service/garden/good/abc', 'garden:abc'],
  ],
  lxc: [
    ['/lxc.payload.w01', 'lxc:w01'],
    ['/lxc.payload.w01/system.slice/nginx.service', 'lxc:w01', '/lxc.payload.w01'],
    ['/lxc.payload.project_web-1/init.scope', 'lxc:project_web-1', '/lxc.payload.project_web-1'],
    ['/lxc.payload/w01', 'lxc:w01'],
    ['/lxc/w01', 'lxc:w01'],
    [`${user}/lxc.payload.w01`, 'lxc:user@1000/w01'],
    ['/user.slice/user-1000.slice/session-3.scope/lxc/w01', 'lxc:user@1000/w01'],
    ['/lxc/101/ns', 'lxc:101', '/lxc/101'],
    ['/lxc/101/ns/system.slice/apache2.service', 'lxc:101', '/lxc/101'],
    ['/lxc.payload.w01/lxc.payload.w01', 'lxc:w01/w01'],
    [`/lxc/101/ns/system.slice/docker-${id}.scope`, `docker:101/${id}`],
  ],
  nspawn: [
    [`${scope('deb1')}/payload`, 'nspawn:deb1', scope('deb1')],
    [scope(String.raw`my\x2dweb`), 'nspawn:my-web'],
    [
      '/machine.slice/systemd-nspawn@deb1.service/payload/init.scope',
      'nspawn:deb1',
      '/machine.slice/systemd-nspawn@deb1.service',
    ],
  ],
  'nspawn in units of other names': [
    [
      '/machine.slice/container@web.service/payload/init.scope',
      'nspawn:web',
      '/machine.slice/container@web.service',
    ],
    ['/machine.slice/container@web.service/supervisor', 'host'],
    [
      '/system.slice/build.service/payload/system.slice/cron.service',
      'nspawn:build.service/build',
      '/system.slice/build.service/payload',
    ],
    [
      '/lxc/w01/system.slice/build.service/payload',
      'nspawn:w01/build',
      '/lxc/w01/system.slice/build.service/payload',
    ],
    ['/system.slice/container@web.service', 'service:container@web.service'],
  ],
  'guests of other programs': [
    [`/kata_overhead/${id}`, `kata:${id}`],
    [`/kata/${id}`, `kata:${id}`],
    [`/system.slice/kata-${id}.scope`, `kata:${id}`],
    ['/firecracker/551e7604', 'firecracker:551e7604'],
    [`/firecracker/${id}`, `firecracker:${id}`],
    [scope(String.raw`ch\x2d3\x2dvm1`), 'cloud-hypervisor:vm1'],
    [
      '/machine/ch-3-vm1.libvirt-ch/emulator',
      'cloud-hypervisor:vm1',
      '/machine/ch-3-vm1.libvirt-ch',
    ],
  ],
  libvirt: [
    [
      `${scope(String.raw`qemu\x2d1\x2dvm1`)}/libvirt/emulator`,
      'qemu:vm1',
      scope(String.raw`qemu\x2d1\x2dvm1`),
    ],
    [
      `${scope(String.raw`qemu\x2d12\x2dmail\x2d2`)}/libvirt/vcpu0`,
      'qemu:mail-2',
      scope(String.raw`qemu\x2d12\x2dmail\x2d2`),
    ],
    [scope(String.raw`qemu\x2dold`), 'qemu:old'],
    [
      '/machine/qemu-3-web-1.libvirt-qemu/emulator',
      'qemu:web-1',
      '/machine/qemu-3-web-1.libvirt-qemu',
    ],
    ['/machine/old.libvirt-qemu', 'qemu:old'],
    [
      '/production.partition/eng.partition/qemu-3-web9.libvirt-qemu/emulator',
      'qemu:web9',
      '/production.partition/eng.partition/qemu-3-web9.libvirt-qemu',
    ],
    ['/production.partition/lxc-7-ct9.libvirt-lxc', 'lxc:ct9'],
    ['/production.partition/ch-7-vm9.libvirt-ch', 'cloud-hypervisor:vm9'],
    ['/libvirt/qemu/older', 'qemu:older'],
    [scope(String.raw`lxc\x2d4711\x2dct`), 'lxc:ct'],
    ['/machine/lxc-4711-ct.libvirt-lxc', 'lxc:ct'],
    ['/libvirt/lxc/ct', 'lxc:ct'],
    ['/qemu.slice/100.scope', 'qemu:100'],
    ['/machine.slice/systemd-vmspawn@vm1.service', 'qemu:vm1'],
  ],
  openvz: [
    [`/machine.slice/${uid}`, `openvz:${uid}`],
    [`/machine.slice/${uid}/system.slice/nginx.service`, `openvz:${uid}`, `/machine.slice/${uid}`],
    ['/machine.slice/205', 'openvz:205'],
    [`/machine.slice/ct-${uid}.scope`, `openvz:${uid}`],
    [`/${uid}`, `openvz:${uid}`],
  ],
  desktop: [
    [`${user}/app.slice/app-flatpak-org.gimp.GIMP-77.scope`, 'flatpak:user@1000/org.gimp.GIMP-77'],
    [
      `${user}/app.slice/snap.firefox.firefox-${uid}.scope`,
      `snap:user@1000/firefox.firefox-${uid}`,
    ],
    [`/user.slice/user-1000.slice/snap.code.code.${uid}.scope`, `snap:user@1000/code.code-${uid}`],
  ],
  'services and sessions': [
    ['/system.slice/nginx.service', 'service:nginx.service'],
    ['/system.slice/docker.service', 'service:docker.service'],
    ['/system.slice/system-getty.slice/getty@tty1.service', 'service:getty@tty1.service'],
    [`${user}/app.slice/sync.service`, 'service:user@1000.service/sync.service'],
    [`${user}/init.scope`, 'service:user@1000.service'],
    ['/user.slice/user-0.slice/session-3.scope', 'session:session-3.scope'],
  ],
  'cgroups of others, which are no containers': [
    ['/', 'host'],
    ['/init.scope', 'host'],
    ['/system.slice', 'host'],
    [`/process_api/${staticUid}`, 'host'],
    ['/docker', 'host'],
    ['/kubepods.slice', 'host'],
    ['/machine.slice', 'host'],
    [`/docker/${id.slice(1)}`, 'host'],
    [`/mesos/${uid}`, 'host'],
    ['/a/default/b', 'host'],
  ],
};

function ofPath(path: string) {
  return identifyContainer({cgroup: `0::${path}\n`});
}

describe.each(Object.entries(rows))('%s', (_, cases) => {
  const named = cases.map(([path, expected, directory = path]) => ({path, expected, directory}));

  test.each(named)('$path', ({path, expected, directory}) => {
    const {id: found, cgroup} = ofPath(path);
    expect(found).toBe(expected);
    expect(cgroup).toEqual(
      expected === 'host' ? undefined : {hierarchy: 'unified', path: directory},
    );
  });

  test.each(named)('$path in every v1 hierarchy', ({path, expected}) => {
    const cgroup = `5:memory:${path}\n3:cpu,cpuacct:${path}\n1:name=systemd:${path}\n`;
    const identity = identifyContainer({cgroup});
    expect(identity.id).toBe(expected);
    expect(identity.cgroup?.hierarchy).toBe(expected === 'host' ? undefined : 'memory');
  });
});

/** A process of the one container makes a group of its own that is called as the other one's is. */
test.each([
  [`/docker/${id}`, `/docker/${inner}`, `/docker/${id}/docker/${inner}`],
  [`/docker/${id}`, `/docker/${inner}`, `/docker/${id}/${inner}`],
  [`/docker/${id}`, '/lxc.payload.web1', `/docker/${id}/lxc.payload.web1`],
  ['/lxc.payload.a', '/lxc.payload.b', '/lxc.payload.a/lxc.payload.b'],
  ['/lxc.payload.a', `/libpod_parent/${id}/libpod-${inner}`, `/lxc.payload.a/libpod-${inner}`],
  [
    `/kubepods/pod${uid}/${id}`,
    `/kubepods/pod${uid}/${inner}`,
    `/kubepods/pod${uid}/${id}/${inner}`,
  ],
  [
    `/machine.slice/libpod-${id}.scope/container`,
    '/machine.slice/machine-b.scope',
    `/machine.slice/libpod-${id}.scope/container/machine.slice/machine-b.scope`,
  ],
])('in %s, nothing counts as %s', (a, b, path) => {
  const [one, other, made] = [a, b, path].map(ofPath);
  expect(made?.id).not.toBe(other?.id);
  expect(made?.name).not.toBe(other?.name);
  expect(made?.name.startsWith(`${one?.name}/`)).toBe(true);
});

describe('the name', () => {
  test.each([
    [`/docker/${id}`, id.slice(0, 12)],
    [`/kubepods/pod${uid}/${id}`, id.slice(0, 12)],
    ['/lxc/101/ns', '101'],
    ['/lxc.payload.w01/lxc.payload.inner', 'w01/inner'],
    [`/docker/${id}/docker/${inner}`, `${id.slice(0, 12)}/${inner.slice(0, 12)}`],
    [scope(String.raw`qemu\x2d1\x2dvm1`), 'vm1'],
    [`/machine.slice/${uid}`, uid],
    ['/lxc/host', 'lxc:host'],
    [`/nomad.slice/share.slice/${alloc}.web.scope`, '1c9e8d7f.web'],
    [`/system.slice/web.service/docker/${id}`, `web.service/${id.slice(0, 12)}`],
    [`${user}/app.slice/sync.service`, 'user@1000/sync.service'],
    ['/', 'host'],
  ])('of %s is %s', (path, name) => {
    expect(ofPath(path).name).toBe(name);
  });
});

describe('a path from above the reader', () => {
  test.each([
    [`/../docker-${id}.scope`, `docker:${id}`],
    [
      `/../../kubepods-burstable.slice/kubepods-burstable-pod${unitUid}.slice/crio-${id}.scope`,
      `kubernetes:${id}`,
    ],
    ['/../default/redis', 'containerd:redis'],
    ['/..', 'host'],
    ['/../..', 'host'],
  ])('%s', (path, expected) => {
    expect(ofPath(path).id).toBe(expected);
  });
});

describe('several lines', () => {
  test.each([
    [
      'only the memory hierarchy knows LXC',
      '13:name=systemd:/init.scope\n7:memory:/lxc.payload.il02\n0::/init.scope\n',
      'lxc:il02',
      {hierarchy: 'memory', path: '/lxc.payload.il02'},
    ],
    [
      'only v2 knows the container',
      `4:memory:/process_api/${staticUid}\n1:name=systemd:/\n0::/docker/${id}\n`,
      `docker:${id}`,
      {hierarchy: 'unified', path: `/docker/${id}`},
    ],
    [
      'v2 and systemd agree, memory is elsewhere',
      `4:memory:/\n1:name=systemd:/system.slice/a.service\n0::/system.slice/a.service\n`,
      'service:a.service',
      {hierarchy: 'unified', path: '/system.slice/a.service'},
    ],
    [
      'a container wins over a service',
      '5:memory:/lxc/w01\n1:name=systemd:/system.slice/lxc.service\n',
      'lxc:w01',
      {hierarchy: 'memory', path: '/lxc/w01'},
    ],
    [
      'the deeper nesting wins',
      `9:ve:/205\n5:memory:/machine.slice/205/docker/${id}\n`,
      `docker:205/${id}`,
      {hierarchy: 'memory', path: `/machine.slice/205/docker/${id}`},
    ],
    [
      'only the ve hierarchy knows OpenVZ',
      '9:ve:/205\n5:memory:/\n1:name=systemd:/\n',
      'openvz:205',
      undefined,
    ],
    ['a number elsewhere is no OpenVZ', '5:memory:/205\n9:ve:/\n', 'host', undefined],
    [
      'v2 wins over systemd, and that over the others',
      '5:memory:/lxc/c\n1:name=systemd:/lxc/b\n0::/lxc/a\n',
      'lxc:a',
      {hierarchy: 'unified', path: '/lxc/a'},
    ],
    [
      'a monitor is not in its service',
      '5:memory:/lxc.monitor.w01\n1:name=systemd:/system.slice/lxc@w01.service\n',
      'host',
      undefined,
    ],
    ['no line at all', '', 'host', undefined],
  ])('%s', (_, cgroup, expected, directory) => {
    const identity = identifyContainer({cgroup});
    expect([identity.id, identity.cgroup]).toEqual([expected, directory]);
  });
});

/** Of every kind: a user, and a service that may make cgroups, make them as the runtime does. */
describe.each([
  ['a user', user, 'user@1000/'],
  ['a service', '/system.slice/evil.service', 'evil.service/'],
])('%s makes', (_, place, owner) => {
  const patterns = containerPatterns.filter(
    ({monitor, controller, top, kind}) =>
      !monitor && !controller && !top && kind !== 'flatpak' && kind !== 'snap',
  );

  test.each(patterns)('$kind: $example', ({kind, example}) => {
    const path = example.replaceAll(/\bID\b/g, id);
    const [genuine, made] = [path, `${place}${path}`].map(ofPath);
    expect(made?.id).not.toBe(genuine?.id);
    expect(made?.id.startsWith(`${kind}:${owner}`)).toBe(true);
    expect(made?.name.startsWith(owner)).toBe(true);
    expect(surroundingsOf(made?.id ?? '')).toBe(surroundingsOf(genuine?.id ?? ''));
  });
});

describe('clues other than the cgroup', () => {
  const qemu = {command: 'qemu-system-x86', commandLine: 'qemu-system-x86_64 -name lab'};
  const firecracker = {command: 'firecracker', commandLine: 'firecracker --id 551e'};
  const forged = {command: 'kvm', commandLine: 'kvm -name user@0/web1'};
  const forgedId = String.raw`qemu:user@0\x2fweb1`;
  const ofUser = '0::/user.slice/user-1000.slice/session-3.scope\n';
  const from = '0::/../../user.slice/user-1000.slice/session-3.scope\n';
  const libvirt = '0::/system.slice/libvirtd.service\n';
  const machine = '0::/machine.slice/machine-vm7.scope\n';
  const foreign = {pidNamespace: {own: false, inode: 4_026_532_709}};
  const session = '0::/user.slice/user-0.slice/session-3.scope\n';
  const service = '0::/system.slice/a.service\n';

  test.each([
    ['OpenVZ 6', {cgroup: '', envId: 101}, 'openvz:101'],
    ['OpenVZ 6, a service inside', {cgroup: service, envId: 101}, 'openvz:101'],
    ['OpenVZ 6, Docker inside', {cgroup: `0::/docker/${id}\n`, envId: 101}, `docker:${id}`],
    ['OpenVZ 6, the host', {cgroup: '', envId: 0}, 'host'],
    ['QEMU by hand', {cgroup: session, ...qemu}, 'qemu:lab'],
    ['QEMU as a service', {cgroup: service, ...qemu}, 'qemu:lab'],
    ['QEMU of root', {cgroup: session, ...qemu, userId: 0}, 'qemu:lab'],
    ['QEMU of a user', {cgroup: ofUser, ...qemu, userId: 1000}, 'qemu:user@1000/lab'],
    ['QEMU of a user, seen from a container', {cgroup: from, ...qemu}, 'qemu:user@1000/lab'],
    ['QEMU of a user, as root', {cgroup: ofUser, ...qemu, userId: 0}, 'qemu:user@1000/lab'],
    ['QEMU of a user in a service', {cgroup: service, ...qemu, userId: 1000}, 'qemu:user@1000/lab'],
    ['QEMU of a user, no systemd', {cgroup: '0::/\n', ...qemu, userId: 1000}, 'qemu:user@1000/lab'],
    ['QEMU of libvirt without cgroups', {cgroup: libvirt, ...qemu, userId: 107}, 'qemu:lab'],
    [
      'QEMU of a unit that a user calls libvirtd',
      {cgroup: `0::${user}/libvirtd.service\n`, ...qemu, userId: 1000},
      'qemu:user@1000/lab',
    ],
    ['QEMU whose name has an owner', {cgroup: '', ...forged, userId: 0}, forgedId],
    ['Firecracker by hand', {cgroup: session, ...firecracker}, 'firecracker:551e'],
    ['QEMU in the scope of a machine', {cgroup: machine, ...qemu}, 'qemu:vm7'],
    ['QEMU inside nspawn', {cgroup: machine, ...qemu, ...foreign}, 'nspawn:vm7'],
    ['another program in the scope of a machine', {cgroup: machine, command: 'sh'}, 'nspawn:vm7'],
    ['QEMU without a name', {cgroup: '0::/\n', command: 'kvm', commandLine: 'kvm -m 1'}, 'host'],
    [
      'QEMU in a KubeVirt pod',
      {cgroup: `0::/kubepods/pod${uid}/${id}\n`, ...qemu},
      `kubernetes:${id}`,
    ],
    ['another pid namespace', {cgroup: '0::/\n', ...foreign}, 'namespace:4026532709'],
    ['another pid namespace, by hand', {cgroup: session, ...foreign}, 'namespace:4026532709'],
    ['another pid namespace of a service', {cgroup: service, ...foreign}, 'service:a.service'],
    ['an inner pid alone', {cgroup: '0::/\n', innerPid: 1}, 'namespace:unknown'],
    ['the own pid namespace', {cgroup: '0::/\n', pidNamespace: {own: true, inode: 1}}, 'host'],
  ])('%s', (_, clues, expected) => {
    expect(identifyContainer(clues).id).toBe(expected);
  });

  test('names a numbered machine by its command line', () => {
    const commandLine = '/usr/bin/kvm -id 100 -name web,debug-threads=on';
    const cgroup = '0::/qemu.slice/100.scope\n';
    expect(identifyContainer({cgroup, command: 'kvm', commandLine})).toMatchObject({
      id: 'qemu:100',
      name: 'web',
    });
  });

  test('takes a cgroup that was identified before', () => {
    const known = {kind: 'lxc', id: 'lxc:x', name: 'x'};
    expect(identifyContainer({cgroup: ''}, known)).toBe(known);
  });
});
