import type {GuidePart, GuideSection} from './guide.js';
import type {GuideSubject} from './guideFacts.js';

/** QEMU offers the memory of its guest by itself, unless it was told not to. */
export function guestWay(subject: GuideSubject): GuideSection {
  const {model, row, handle} = subject;
  const process = model.sample.processes?.find(({container}) => container.id === row.id);
  const isOff = /(?:^|[\s,])mem-merge=off/.test(process?.commandLine ?? '');
  const isProxmox = /^qemu:\d+$/.test(row.id);
  return {
    heading: 'mem-merge=on: all memory of the guest',
    parts: [
      isOff
        ? 'QEMU was started with mem-merge=off: it does not offer the memory of its guest.'
        : 'QEMU offers the memory of its guest by itself, as long as it is private anonymous memory: no huge pages (hugetlbfs), no share=on, no memfd.',
      ...(isProxmox ? proxmox(handle) : libvirt(handle)),
      'Programs in the guest cannot opt in here; a guest has a KSM of its own.',
    ],
  };
}

function proxmox(handle: string): readonly GuidePart[] {
  return [
    'Proxmox has a switch for each machine:',
    [`qm set ${handle} --allow-ksm 1`, `qm shutdown ${handle} && qm start ${handle}`],
  ];
}

function libvirt(handle: string): readonly GuidePart[] {
  return [
    'With libvirt: in its <memoryBacking>, take out <nosharepages/>, <hugepages/> and <access mode="shared"/>.',
    [`virsh edit ${handle}`, `virsh shutdown ${handle}`, `virsh start ${handle}  # once it is off`],
    'By hand:',
    ['qemu-system-x86_64 -machine q35,mem-merge=on …'],
  ];
}
