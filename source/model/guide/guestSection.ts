import {isRuntimeUnit} from '../../kernel/container/containerOwner.js';
import {findGuest, guestKinds} from '../../kernel/container/guest.js';
import {shellLine} from '../../text/shell.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type GuidePart, type GuideSection, verbatim} from './guideShape.js';
import type {GuideSubject} from './guideSubject.js';
import {restartLine, serviceInPath, unitOf} from './unit.js';

/** Kinds that run one program: where that is a guest, as with KubeVirt, nothing else matters. */
const oneProgramKinds: ReadonlySet<string> = new Set([
  ...['service', 'kubernetes', 'docker', 'podman', 'containerd', 'ecs', 'nomad'],
]);

/** What runs the virtual machine in a container; absent: the container is none. */
export function guestKindOf({row, processes}: GuideSubject): string | undefined {
  if (guestKinds.some((kind) => kind === row.kind)) return row.kind;
  if (!oneProgramKinds.has(row.kind)) return undefined;
  for (const {command, commandLine} of processes) {
    const guest = findGuest(command, commandLine);
    if (guest) return guest.kind;
  }
  return undefined;
}

/** How to offer the memory of a guest; this is done outside the guest. */
export function guestSection(subject: GuideSubject, kind: string): GuideSection {
  return (sections[kind] ?? qemu)(subject);
}

const inTheGuest =
  'Programs inside the guest cannot opt in to KSM of the host; the guest kernel has its own.';

const sections: Readonly<Record<string, (subject: GuideSubject) => GuideSection>> = {
  'cloud-hypervisor': () => ({
    heading: 'mergeable=on: all guest memory',
    parts: [
      'Cloud Hypervisor offers guest memory with mergeable=on, unless that memory is shared:',
      ['cloud-hypervisor --memory size=…,mergeable=on …'],
      inTheGuest,
    ],
  }),
  firecracker: () => ({
    heading: 'Guest memory',
    unavailable: true,
    parts: ['Firecracker has no option to offer guest memory.'],
  }),
  kata: () => ({
    heading: 'Guest memory',
    parts: [
      'Kata runs its containers in a virtual machine. With QEMU, guest memory is offered unless it is shared. In configuration.toml of Kata, leave out file_mem_backend, and set:',
      ['enable_hugepages = false', 'shared_fs = "virtio-9p"'],
      inTheGuest,
    ],
  }),
};

/** QEMU offers guest memory by default. */
function qemu(subject: GuideSubject): GuideSection {
  const {processes} = subject;
  const isOff = processes.some(({commandLine = ''}) =>
    /(?:^|[\s,])mem-merge=off/.test(commandLine),
  );
  return {
    heading: 'mem-merge=on: all guest memory',
    parts: [
      isOff
        ? 'QEMU was started with mem-merge=off: it does not offer guest memory.'
        : 'QEMU offers guest memory by default if it is private anonymous memory: no huge pages (hugetlbfs), no share=on, no memfd.',
      ...manager(subject),
      inTheGuest,
    ],
  };
}

function manager(subject: GuideSubject): readonly GuidePart[] {
  const {row, handle, cgroup, owner} = subject;
  if (row.kind === 'kubernetes' || /kubepods/.test(cgroup)) {
    return [
      'KubeVirt turns KSM on for the nodes that its configuration selects:',
      ['kubectl edit kubevirt -n kubevirt'],
    ];
  }
  if (owner === undefined && /^\d+$/.test(handle)) {
    return [
      'Proxmox has a setting for each virtual machine:',
      verbatim(
        shellLine`qm set ${handle} --allow-ksm 1`,
        shellLine`qm shutdown ${handle} && qm start ${handle}`,
      ),
    ];
  }
  const unit = unitOf(row.id) ?? serviceInPath(cgroup);
  if (unit && !unit.isScope && !isRuntimeUnit(unit.name)) {
    return [
      `${showUntrusted(unit.name)} runs it; a change takes effect with:`,
      verbatim(restartLine(unit)),
    ];
  }
  const byHand = ['By hand:', ['qemu-system-x86_64 -machine q35,mem-merge=on …']];
  return isPerhapsOfLibvirt(subject) ? [...libvirt(subject), ...byHand] : byHand;
}

/** Scopes of other programs, such as systemd-vmspawn, have no `qemu` in their name. */
function isPerhapsOfLibvirt({row, cgroup}: GuideSubject): boolean {
  return row.kind === 'qemu' && !/\/machine-(?!qemu\\x2d)[^/]*\.scope/.test(cgroup);
}

/** Guests of a user belong to the session instance of libvirt. */
function libvirt({handle, owner}: GuideSubject): readonly GuidePart[] {
  const virsh = owner === undefined ? 'virsh' : 'virsh -c qemu:///session';
  const command = (line: string | undefined) =>
    verbatim(line === undefined ? undefined : `${virsh} ${line}`);
  return [
    'With libvirt: in its <memoryBacking>, remove <nosharepages/>, <hugepages/> and <access mode="shared"/>:',
    command(shellLine`edit ${handle}`),
    'Then shut it down:',
    command(shellLine`shutdown ${handle}`),
    'Once it is off, start it:',
    command(shellLine`start ${handle}`),
  ];
}
