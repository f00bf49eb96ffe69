import {findGuest} from '../../kernel/container/guest.js';
import type {NameSource} from './nameSource.js';

/** The name in the options of QEMU: libvirt shortens it for the cgroup. */
export const guest: NameSource = async ({key, process}, {reader}) => {
  let commandLine = '';
  await reader.read([
    {
      path: `${process.directory}/cmdline`,
      inPieces: true,
      waitsFor: process.readLock,
      take(bytes) {
        commandLine = bytes.toString();
      },
    },
  ]);
  const name = findGuest(process.known.command, commandLine)?.name;
  return name !== undefined && /^\d+$/.test(key) && name !== key ? `${key} ${name}` : name;
};
