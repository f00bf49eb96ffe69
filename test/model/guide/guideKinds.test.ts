import {describe, expect, test} from 'vitest';
import {containerPatterns} from '../../../source/kernel/container/containerPatterns.js';
import {findContainers} from '../../../source/model/derive/findContainer.js';
import {guideFor} from '../../../source/model/guide/guideFor.js';
import type {ProcessSample} from '../../../source/model/sample/sample.js';
import type {Surroundings} from '../../../source/model/sample/surroundings.js';
import {modelOf} from '../../fixtures/model.js';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';
import {processOf} from '../../fixtures/sample.js';

const surroundings: Surroundings = {
  kernelThreadsSeen: true,
  zramSwaps: 0,
  systemdRuns: true,
  systemdVersion: 257,
};

const id = runtimeId('web');
const short = id.slice(0, 12);
const library = '/usr/lib64/libksm_preload.so';
const user = '/user.slice/user-1000.slice/user@1000.service';

type Case = {
  /** The container, by its id. */
  of: string;
  what?: string;
  cgroup?: string;
  /** As people call it. */
  name?: string;
  /** Of its first process. */
  process?: Partial<ProcessSample>;
  /** The process outside that started it. */
  parent?: Partial<ProcessSample>;
  /** Lines to be copied that must be there, as they are. */
  lines: readonly string[];
  /** What no line to be copied may hold. */
  never?: RegExp;
  /** What its sentences say. */
  says?: RegExp;
};

const shim = (unit: string): Partial<ProcessSample> => ({
  command: 'containerd-shim',
  userId: 0,
  container: {kind: 'service', id: `service:${unit}`, name: unit},
});

const monitor = (words: string, userId = 0): Partial<ProcessSample> => ({
  command: 'lxc-start',
  userId,
  commandLine: `[lxc monitor] ${words}`,
});

/** A step of another manager than root's systemd would do nothing, or something else. */
const systems = /(?:^|&& )systemctl (?!--user)|systemd-run (?!--user)/;

const cases: readonly Case[] = [
  {
    of: 'service:mysql.service',
    lines: ['systemctl edit mysql.service', 'systemctl restart mysql.service'],
    never: /--user|ld\.so\.preload|docker|machinectl/,
    says: /reaches every program of the service/,
  },
  {
    of: 'service:dev-disk\\x2dby.service',
    what: 'an escaped name',
    lines: ['systemctl edit dev-disk\\\\x2dby.service'],
  },
  {
    of: 'service:run-r0123.scope',
    what: 'a scope',
    lines: ['systemd-run -p MemoryKSM=yes COMMAND', `systemd-run -E LD_PRELOAD=${library} COMMAND`],
    never: /systemctl/,
    says: /is a scope/,
  },
  {
    of: 'service:run-u42.service',
    what: 'a service of systemd-run',
    lines: ['systemd-run -p MemoryKSM=yes COMMAND'],
    never: /systemctl/,
    says: /made by systemd-run/,
  },
  {
    of: 'service:user@1000.service/sync.service',
    what: "a user's",
    lines: ['systemctl --user edit sync.service', 'systemctl --user restart sync.service'],
    never: systems,
    says: /belongs to user alice \(1000\): .* and as root those that need it \(rpm, ksmtop set\)/,
  },
  {
    of: 'service:user@1000.service/app-gnome-firefox-4711.scope',
    what: "a user's scope",
    lines: ['systemd-run --user -p MemoryKSM=yes COMMAND'],
    never: /systemctl|systemd-run (?!--user)/,
    says: /is a scope.*belongs to user|belongs to user.*is a scope/,
  },
  {
    of: 'service:user@1000.service',
    what: 'the manager of a user',
    lines: ['systemctl edit user@1000.service'],
    says: /ends every program of that user/,
  },
  {
    of: 'session:session-3.scope',
    lines: [`LD_PRELOAD=${library} COMMAND`],
    never: /systemctl|ld\.so\.preload/,
  },
  {
    of: `docker:${id}`,
    name: 'shop',
    lines: [
      'systemctl edit containerd.service',
      'systemctl restart containerd.service && docker restart shop',
      'docker run \\',
    ],
    never: /--user|podman/,
  },
  {
    of: `docker:${id}`,
    what: 'with a containerd of its own',
    parent: shim('docker.service'),
    lines: [
      'systemctl edit docker.service',
      `systemctl restart docker.service && docker restart ${short}`,
    ],
    never: /containerd\.service/,
  },
  {
    of: `docker:user@1000/${id}`,
    what: "a user's",
    name: 'user@1000/shop',
    lines: [
      'systemctl --user edit docker.service',
      'systemctl --user restart docker.service && docker restart shop',
    ],
    never: systems,
    says: /belongs to user alice/,
  },
  {
    of: `kubernetes:user@1000/${id}`,
    what: "of a user's k3s",
    cgroup: `${user}/app.slice/k3s-rootless.service/kubepods/pod1/${id}`,
    lines: ['systemctl --user edit k3s-rootless.service'],
    never: systems,
  },
  {
    of: `docker:ci.service/${id}`,
    what: 'of a daemon in another unit',
    lines: ['systemctl edit ci.service'],
    never: /containerd\.service/,
  },
  {
    of: `kubernetes:${id}`,
    lines: [
      'systemctl edit containerd.service',
      'systemctl restart containerd.service && kubectl delete pod POD',
    ],
    says: /With CRI-O the unit is crio\.service/,
  },
  {
    of: `kubernetes:${id}`,
    what: 'of CRI-O',
    cgroup: `/kubepods.slice/kubepods-pod1_2.slice/crio-${id}.scope`,
    lines: ['systemctl edit crio.service'],
    never: /containerd\.service/,
  },
  {
    of: `kubernetes:${id}`,
    what: 'of k3s',
    parent: shim('k3s-agent.service'),
    lines: ['systemctl edit k3s-agent.service'],
    never: /containerd\.service|crio\.service/,
  },
  {
    of: `kubernetes:${id}`,
    what: 'a guest of KubeVirt',
    process: {command: 'qemu-system-x86', commandLine: '/usr/bin/qemu-system-x86_64 -name guest=a'},
    lines: ['kubectl edit kubevirt -n kubevirt'],
    never: /LD_PRELOAD|systemctl|virsh/,
  },
  {
    of: `qemu:${id}/default_vm1`,
    what: 'inside a pod of KubeVirt',
    cgroup: `/kubepods.slice/kubepods-pod1_2.slice/cri-containerd-${id}.scope`,
    lines: ['kubectl edit kubevirt -n kubevirt'],
    never: /LD_PRELOAD|systemctl|virsh/,
  },
  {
    of: `podman:${id}`,
    what: 'started by hand',
    name: 'shop',
    cgroup: `/machine.slice/libpod-${id}.scope`,
    lines: [
      'podman stop shop && systemd-run -p MemoryKSM=yes -p Type=oneshot -p RemainAfterExit=yes podman start shop',
    ],
    never: /systemctl|docker/,
  },
  {
    of: `podman:${id}`,
    what: 'of a Quadlet',
    name: 'systemd-shop',
    cgroup: `/system.slice/shop.service/libpod-payload-${id}`,
    lines: [
      'systemctl edit shop.service',
      'systemctl restart shop.service',
      `Environment=LD_PRELOAD=${library}`,
      `Volume=${library}:${library}:ro`,
      'systemctl daemon-reload && systemctl restart shop.service',
    ],
    never: /--user|podman run/,
    says: /usually shop\.container in \/etc\/containers\/systemd:/,
  },
  {
    of: `podman:user@1000/${id}`,
    what: "a user's, of a Quadlet",
    cgroup: `${user}/app.slice/shop.service/libpod-payload-${id}`,
    lines: [
      'systemctl --user edit shop.service',
      'systemctl --user restart shop.service',
      'systemctl --user daemon-reload && systemctl --user restart shop.service',
    ],
    never: systems,
    says: /belongs to user alice.* in ~\/\.config\/containers\/systemd:/,
  },
  {
    of: `podman:user@1000/${id}`,
    what: "a user's, started by hand",
    cgroup: `${user}/user.slice/libpod-${id}.scope`,
    lines: [
      `podman stop ${short} && systemd-run --user -p MemoryKSM=yes -p Type=oneshot -p RemainAfterExit=yes podman start ${short}`,
    ],
    never: systems,
  },
  {
    of: `containerd:${id}`,
    lines: ['systemctl edit containerd.service', 'nerdctl run \\'],
    never: /docker/,
  },
  {of: 'containerd:redis', lines: ['ctr run \\'], never: /docker|nerdctl run/},
  {of: `ecs:${id}`, lines: [`"environment": [{"name": "LD_PRELOAD", "value": "${library}"}],`]},
  {
    of: 'nomad:1c9e8d7f-0a1b-4c2d-8e3f-123456789abc.web',
    lines: [
      'systemctl edit nomad.service',
      'systemctl restart nomad.service && nomad alloc restart 1c9e8d7f-0a1b-4c2d-8e3f-123456789abc',
    ],
  },
  {
    of: 'lxc:web',
    cgroup: '/lxc.payload.web',
    parent: monitor('/var/lib/lxc web'),
    lines: [
      'lxc-attach -n web',
      'systemctl edit lxc@web.service',
      'lxc-stop -n web && systemctl start lxc@web.service',
      'lxc-stop -n web && lxc-start -n web',
      `lxc.environment = LD_PRELOAD=${library}`,
    ],
    never: /-P |pct|incus/,
    says: /On the host, in \/var\/lib\/lxc\/web\/config:/,
  },
  {
    of: 'lxc:web',
    what: 'in another directory',
    cgroup: '/lxc.payload.web',
    parent: monitor('/srv/my lxc web'),
    lines: [
      "lxc-attach -P '/srv/my lxc' -n web",
      "lxc-stop -P '/srv/my lxc' -n web && lxc-start -P '/srv/my lxc' -n web",
    ],
    never: /lxc@web/,
    says: /On the host, in \/srv\/my lxc\/web\/config:/,
  },
  {
    of: 'lxc:web',
    what: 'in the foreground',
    cgroup: '/lxc.payload.web',
    parent: {...monitor(''), commandLine: 'lxc-start -F -P /srv/lxc -n web'},
    lines: ['lxc-attach -P /srv/lxc -n web'],
  },
  {
    of: 'lxc:nested-1',
    what: 'in the cgroup of a former start',
    name: 'nested',
    cgroup: '/lxc.payload.nested-1',
    parent: monitor('/var/lib/lxc nested'),
    lines: ['lxc-attach -n nested'],
    never: /nested-1/,
  },
  {
    of: 'lxc:web',
    what: 'with a monitor that is no root',
    cgroup: '/lxc.payload.web',
    parent: monitor('/tmp/evil web', 1234),
    lines: ['lxc-attach -n web'],
    never: /evil/,
  },
  {
    of: 'lxc:user@1000/web',
    what: "a user's",
    parent: monitor('/home/alice/.local/share/lxc web', 1000),
    lines: ['lxc-attach -P /home/alice/.local/share/lxc -n web'],
    never: systems,
    says: /belongs to user alice.*On the host, in \/home\/alice\/\.local\/share\/lxc\/web\/config:/,
  },
  {
    of: 'lxc:user@1000/web',
    what: "a user's, without a monitor",
    lines: ['lxc-attach -n web'],
    never: systems,
    says: /On the host, in ~\/\.local\/share\/lxc\/web\/config:/,
  },
  {
    of: 'lxc:web',
    what: 'of Incus',
    parent: monitor('/var/lib/incus/containers web'),
    lines: [
      'incus exec web -- sh',
      `incus config set web environment.LD_PRELOAD=${library}`,
      'incus restart web',
      'systemctl edit incus.service',
      'systemctl restart incus.service && incus restart web',
    ],
    never: /lxc-|lxc@|--project/,
  },
  {
    of: 'lxc:shop_web',
    what: 'of a project of Incus',
    parent: monitor('/var/lib/incus/containers shop_web'),
    lines: ['incus exec web --project shop -- sh', 'incus restart web --project shop'],
    never: /shop_web(?!\b.*ksmtop)|lxc-/,
  },
  {
    of: 'lxc:web',
    what: 'of the snap of LXD',
    parent: monitor('/var/snap/lxd/common/lxd/containers web'),
    lines: ['lxc exec web -- sh', 'lxc restart web', 'systemctl edit snap.lxd.daemon.service'],
    never: /lxc-|incus/,
  },
  {
    of: 'lxc:101',
    what: 'of Proxmox',
    name: '101 mail',
    cgroup: '/lxc/101/ns',
    lines: [
      'pct enter 101',
      'pct shutdown 101 && pct start 101',
      'systemctl edit pve-container@101.service',
      `lxc.environment: LD_PRELOAD=${library}`,
    ],
    never: /lxc-|lxc@/,
  },
  {
    of: 'lxc:101',
    what: 'a number for a name, without Proxmox',
    cgroup: '/lxc.payload.101',
    parent: monitor('/var/lib/lxc 101'),
    lines: ['lxc-attach -n 101'],
    never: /pct|pve/,
  },
  {
    of: 'lxc:web',
    what: 'of libvirt',
    cgroup: '/machine.slice/machine-lxc\\x2d4711\\x2dweb.scope',
    lines: ['virsh -c lxc:/// edit web', `<initenv name='LD_PRELOAD'>${library}</initenv>`],
    never: /lxc-|systemctl/,
  },
  {of: 'openvz:101', lines: ['vzctl enter 101'], never: /systemctl|docker/},
  {
    of: 'nspawn:deb1',
    cgroup: '/machine.slice/systemd-nspawn@deb1.service/payload',
    lines: [
      'machinectl shell deb1',
      'systemctl edit systemd-nspawn@deb1.service',
      'systemctl restart systemd-nspawn@deb1.service',
      '/etc/systemd/nspawn/deb1.nspawn',
    ],
  },
  {
    of: 'nspawn:deb1',
    what: 'started by hand',
    cgroup: '/machine.slice/machine-deb1.scope/payload',
    lines: ['machinectl poweroff deb1'],
    never: /systemctl|systemd-nspawn@/,
    says: /started by hand/,
  },
  {
    of: 'nspawn:user@1000/deb1',
    what: "a user's",
    name: 'user@1000/deb1',
    cgroup: `${user}/machine.slice/systemd-nspawn@deb1.service/payload`,
    lines: [
      'systemctl --user edit systemd-nspawn@deb1.service',
      'systemctl --user restart systemd-nspawn@deb1.service',
    ],
    never: systems,
  },
  {
    of: 'nspawn:web',
    what: 'of NixOS',
    cgroup: '/machine.slice/container@web.service/payload',
    lines: [
      'nixos-container root-login web',
      'nixos-rebuild switch && systemctl restart container@web.service',
      `systemd.services.mysql.environment.LD_PRELOAD = "${library}";`,
    ],
    never: /systemd-nspawn@|machinectl|systemctl edit/,
    says: /add systemd\.services\."container@web"\.serviceConfig\.MemoryKSM = true; to configuration\.nix/,
  },
  {
    of: 'qemu:win',
    what: 'of libvirt',
    lines: ['virsh edit win', 'virsh shutdown win', 'virsh start win'],
    never: /LD_PRELOAD|systemctl|session/,
  },
  {
    of: 'qemu:user@1000/win',
    what: "of a user's libvirt",
    lines: ['virsh -c qemu:///session edit win'],
    never: /^virsh edit/m,
    says: /belongs to user alice/,
  },
  {
    of: 'qemu:200',
    what: 'of Proxmox',
    lines: ['qm set 200 --allow-ksm 1', 'qm shutdown 200 && qm start 200'],
    never: /virsh/,
  },
  {
    of: 'qemu:web1',
    what: 'of vmspawn',
    cgroup: '/machine.slice/systemd-vmspawn@web1.service',
    lines: ['systemctl restart systemd-vmspawn@web1.service'],
    never: /virsh/,
  },
  {
    of: 'qemu:vm7',
    what: 'in a scope of vmspawn',
    cgroup: '/machine.slice/machine-vm7.scope',
    lines: ['qemu-system-x86_64 -machine q35,mem-merge=on …'],
    never: /virsh|systemctl/,
  },
  {
    of: 'qemu:web1',
    what: 'in the unit of libvirt',
    cgroup: '/system.slice/virtqemud.service',
    lines: ['virsh edit web1'],
    never: /systemctl/,
  },
  {
    of: 'service:vmm.service',
    what: 'that runs a guest',
    process: {command: 'cloud-hyperviso'},
    lines: ['cloud-hypervisor --memory size=…,mergeable=on …'],
    never: /LD_PRELOAD|MemoryKSM/,
  },
  {
    of: 'service:vm@web.service',
    what: 'that runs a guest of QEMU',
    process: {command: 'qemu-system-x86'},
    lines: ['systemctl restart vm@web.service'],
    never: /LD_PRELOAD|MemoryKSM|virsh/,
  },
  {
    of: `docker:${id}`,
    what: 'that runs a guest',
    process: {command: 'qemu-system-x86'},
    lines: ['qemu-system-x86_64 -machine q35,mem-merge=on …'],
    never: /LD_PRELOAD|virsh/,
  },
  {
    of: 'cloud-hypervisor:web1',
    lines: ['cloud-hypervisor --memory size=…,mergeable=on …'],
    never: /virsh/,
  },
  {of: 'firecracker:551e7604', lines: [], never: /LD_PRELOAD|virsh/, says: /no option/},
  {of: `kata:${id}`, lines: ['enable_hugepages = false'], never: /LD_PRELOAD|docker/},
  {
    of: 'flatpak:org.gimp.GIMP-77',
    lines: [`flatpak override --env=LD_PRELOAD=${library} org.gimp.GIMP`],
  },
  {of: 'snap:firefox.firefox-1c9e8d7f', lines: [`LD_PRELOAD=${library}`], never: /systemctl/},
  {of: 'namespace:4026532709', lines: [`bwrap --setenv LD_PRELOAD ${library} …`]},
  {of: 'runc:myapp', lines: [`"LD_PRELOAD=${library}",`], never: /docker|systemctl/},
  {of: 'crun:myapp', lines: [`"LD_PRELOAD=${library}",`], never: /docker|systemctl/},
  {of: 'garden:0f1d2a3b', lines: [`LD_PRELOAD=${library}`]},
  {of: 'buildkit:k2jx0q', lines: [`LD_PRELOAD=${library}`]},
];

function modelFor({of, cgroup, name, process, parent}: Case) {
  const [kind = '', key = ''] = of.split(/:(.*)/);
  const container = {
    kind,
    id: of,
    name: name ?? key.replace(/[0-9a-f]{64}/g, (whole) => whole.slice(0, 12)),
    ...(cgroup !== undefined && {cgroup: {hierarchy: 'unified' as const, path: cgroup}}),
  };
  const outside = parent && processOf({userId: 0, ...parent});
  return modelOf({
    host: {userNames: {1000: 'alice'}},
    processes: [
      ...(outside ? [outside] : []),
      processOf({container, innerPid: 1, parentPid: outside?.pid ?? 1, ...process}),
    ],
  });
}

describe.each(cases)('the guide for $of $what', (entry) => {
  const model = modelFor(entry);
  const row = model.containers?.find(({id: rowId}) => rowId === entry.of);
  const {sections} = guideFor({model, surroundings}, row);
  const lines = sections.flatMap(({parts}) =>
    parts.filter((part) => typeof part !== 'string').flat(),
  );
  const prose = sections
    .flatMap(({parts}) => parts.filter((part) => typeof part === 'string'))
    .join(' ');

  test('names the right tool, manager and owner', () => {
    expect(lines).toEqual(expect.arrayContaining([...entry.lines]));
    const own = lines.filter((line) => !line.startsWith('ksmtop '));
    if (entry.never) expect(own.join('\n')).not.toMatch(entry.never);
    if (entry.says) expect(prose).toMatch(entry.says);
    if (!/\$|inside/.test(entry.what ?? '')) expect(prose).not.toContain('inside another one');
  });

  test('ends with a command that finds it', () => {
    const last = lines.find((line) => line.startsWith('ksmtop print'));
    const [, word = ''] = /^ksmtop print -n 1 --container (.+)$/.exec(last ?? '') ?? [];
    const typed = word.replaceAll(/'([^']*)'|\\(.)/g, '$1$2');
    expect(findContainers(model.containers ?? [], typed).map((found) => found.id)).toEqual([
      entry.of,
    ]);
  });
});

test('every kind of container that there is has a guide here', () => {
  const tried = new Set(cases.map(({of}) => of.split(':')[0]));
  for (const {kind} of containerPatterns) expect(tried, kind).toContain(kind);
  for (const kind of ['service', 'session', 'namespace']) expect(tried).toContain(kind);
});
