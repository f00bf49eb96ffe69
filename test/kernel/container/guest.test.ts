import {expect, test} from 'vitest';
import {findGuest} from '../../../source/kernel/container/guest.js';

test.each([
  ['qemu-system-x86', 'qemu-system-x86_64 -name web1 -m 512', 'web1'],
  ['qemu-system-x86', '/usr/bin/qemu-system-x86_64 -name guest=web1,debug-threads=on', 'web1'],
  ['kvm', '/usr/bin/kvm -id 100 -name web,debug-threads=on', 'web'],
  ['qemu-kvm', '/usr/libexec/qemu-kvm --name debug-threads=on,guest=web1', 'web1'],
  ['qemu-system-arm', 'qemu-system-arm\0-name\0two words,,one comma\0', 'two words,one comma'],
  // QEMU may rename itself: -name process=…
  ['web1', '/usr/bin/qemu-system-x86_64 -name guest=web1,process=web1', 'web1'],
  ['qemu-system-x86', 'qemu-system-x86_64 -uuid 1-2-3', '1-2-3'],
  ['qemu-system-x86', 'qemu-system-x86_64 -name debug-threads=on -uuid 1-2-3', '1-2-3'],
  ['qemu-system-x86', 'qemu-system-x86_64 -m 512', undefined],
  ['qemu-system-x86', 'qemu-system-x86_64 -name', undefined],
  ['qemu-system-x86', undefined, undefined],
  ['CPU 0/KVM', '/usr/bin/kvm-spice -name web1', 'web1'],
  ['qemu-nested', 'qemu -name web1 -m 512', 'web1'],
  ['firecracker', 'firecracker --id 551e7604 --start-time-us 1', '551e7604'],
  ['cloud-hyperviso', '/usr/bin/cloud-hypervisor --memory size=1G', undefined],
])('%s %j → %j', (command, commandLine, expected) => {
  expect(findGuest(command, commandLine)?.name).toBe(expected);
});

test.each([
  ['qemu-system-x86', 'qemu-system-x86_64 -m 512', 'qemu'],
  ['kvm', undefined, 'qemu'],
  ['fc_vcpu 0', '/usr/bin/firecracker --id 1', 'firecracker'],
  ['cloud-hyperviso', undefined, 'cloud-hypervisor'],
  ['vmm', '/opt/cloud-hypervisor-static --api-socket /run/a', 'cloud-hypervisor'],
  ['qemu-img', 'qemu-img create -name x', undefined],
  ['vim', 'vim kvm -name x', undefined],
  ['firecracker-ctl', 'firecracker-ctl --id x', undefined],
  [undefined, undefined, undefined],
])('%s %j runs %s', (command, commandLine, expected) => {
  expect(findGuest(command, commandLine)?.kind).toBe(expected);
});
