import {expect, test} from 'vitest';
import {guestName} from '../../source/kernel/guest.js';

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
  ['qemu-img', 'qemu-img create -name x', undefined],
  ['vim', 'vim kvm -name x', undefined],
  [undefined, undefined, undefined],
])('%s %j → %j', (command, commandLine, expected) => {
  expect(guestName(command, commandLine)).toBe(expected);
});
