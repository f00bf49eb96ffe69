import {shellLine} from '../../text/shell.js';
import type {GuideSubject} from './guideFacts.js';
import type {GuidePart, GuideSection} from './guideShape.js';
import {copy} from './lines.js';
import {restartLine, systemUnit} from './unit.js';

const qemuProgram = /^(?:qemu-system-|qemu-kvm$|kvm$|qemu$)/;

/** Whether the memory of a virtual machine is what there is to merge. */
export function isGuest({row, processes}: GuideSubject): boolean {
  if (guestKinds.has(row.kind)) return true;
  // KubeVirt runs them in pods.
  return row.kind === 'kubernetes' && processes.some(({command}) => qemuProgram.test(command));
}

const guestKinds: ReadonlySet<string> = new Set([
  'qemu',
  'cloud-hypervisor',
  'firecracker',
  'kata',
]);

/** How the memory of a guest gets offered; the guest itself has no part in it. */
export function guestWay(subject: GuideSubject): GuideSection {
  return {
    ...(ways[subject.row.kind] ?? qemu)(subject),
  };
}

const inTheGuest = 'Programs in the guest cannot opt in here; a guest has a KSM of its own.';

const ways: Readonly<Record<string, (subject: GuideSubject) => GuideSection>> = {
  'cloud-hypervisor': () => ({
    heading: 'mergeable=on: all memory of the guest',
    parts: [
      'Cloud Hypervisor offers the memory of its guest when it is told to, and that memory is not shared:',
      ['cloud-hypervisor --memory size=…,mergeable=on …'],
      inTheGuest,
    ],
  }),
  firecracker: () => ({
    heading: 'The memory of the guest',
    barred: true,
    parts: ['Firecracker has no option to offer the memory of its guest.'],
  }),
  kata: () => ({
    heading: 'The memory of the guest',
    parts: [
      'Kata runs its containers in a virtual machine. With QEMU its memory is offered unless it is shared: in configuration.toml of Kata, no file_mem_backend, no huge pages and no virtio-fs:',
      ['enable_hugepages = false', 'shared_fs = "virtio-9p"'],
      inTheGuest,
    ],
  }),
};

/** QEMU offers the memory of its guest by default, unless it was told not to. */
function qemu(subject: GuideSubject): GuideSection {
  const {processes} = subject;
  const isOff = processes.some(({commandLine = ''}) =>
    /(?:^|[\s,])mem-merge=off/.test(commandLine),
  );
  return {
    heading: 'mem-merge=on: all memory of the guest',
    parts: [
      isOff
        ? 'QEMU was started with mem-merge=off: it does not offer the memory of its guest.'
        : 'QEMU offers the memory of its guest by itself, as long as it is private anonymous memory: no huge pages (hugetlbfs), no share=on, no memfd.',
      ...manager(subject),
      inTheGuest,
    ],
  };
}

function manager(subject: GuideSubject): readonly GuidePart[] {
  const {row, handle, cgroup, owner} = subject;
  if (row.kind === 'kubernetes' || /kubepods/.test(cgroup)) {
    return [
      'KubeVirt sets KSM on the nodes that its configuration selects:',
      ['kubectl edit kubevirt -n kubevirt'],
    ];
  }
  if (owner === undefined && /^\d+$/.test(handle)) {
    return [
      'Proxmox has a switch for each machine:',
      copy(
        shellLine`qm set ${handle} --allow-ksm 1`,
        shellLine`qm shutdown ${handle} && qm start ${handle}`,
      ),
    ];
  }
  const [, vmspawn] = /\/(systemd-vmspawn@[^/]+\.service)/.exec(cgroup) ?? [];
  if (vmspawn !== undefined) {
    return [
      'systemd-vmspawn runs it; a change takes effect with:',
      copy(restartLine(systemUnit(vmspawn))),
    ];
  }
  return [...libvirt(subject), 'By hand:', ['qemu-system-x86_64 -machine q35,mem-merge=on …']];
}

/** A user's guests are in a libvirt of that user's own. */
function libvirt({handle, owner}: GuideSubject): readonly GuidePart[] {
  const virsh = owner === undefined ? 'virsh' : 'virsh -c qemu:///session';
  const lines = [
    shellLine`edit ${handle}`,
    shellLine`shutdown ${handle}`,
    shellLine`start ${handle}`,
  ].map((line) => (line === undefined ? undefined : `${virsh} ${line}`));
  return [
    'With libvirt: in its <memoryBacking>, remove <nosharepages/>, <hugepages/> and <access mode="shared"/>. Start it again once it is off.',
    copy(...lines),
  ];
}
