import {findGuest} from '../../kernel/container/guest.js';
import {shellWord} from '../../text/shell.js';
import {formatBytes} from '../../text/units.js';
import {kernelText, prctlSupport} from '../derive/kernelFeatures.js';
import {memoryKsmTrial, memoryKsmVersions, userMemoryKsmTrial} from '../derive/memoryKsm.js';
import {unitOf} from '../guide/unit.js';
import type {Reason} from './reason.js';

const {first} = memoryKsmVersions;

/** exec dropped prctl(PR_SET_MEMORY_MERGE) in 6.4, which introduced it, to 6.6. */
export const prctlLostOverExec: Reason = ({row, inspection: {unitMemoryKsm}, sample}) => {
  if (!unitMemoryKsm) return undefined;
  if (prctlSupport(sample) === 'lost at exec') {
    return {
      text: `Its unit has MemoryKSM=yes, but ${kernelText(sample.host)} drops the opt-in at exec (6.4 to 6.6 do).`,
      cure: 'Upgrade the kernel to 6.7 or later, or preload the library.',
    };
  }
  const isOfUser = unitOf(row.process.container.id)?.userId !== undefined;
  const trial = isOfUser ? userMemoryKsmTrial : memoryKsmTrial;
  return {
    text: `Its unit has MemoryKSM=yes, but the process has not opted in: it started before that was set, or systemd is older than ${first} and ignores it.`,
    cure: `Restart the service. With systemd ${first} or ${first + 1} do so only if this succeeds, since the service may otherwise fail to start: ${trial}`,
  };
};

export const mergeOff: Reason = ({row}) =>
  /(?:^|[\s,])mem-merge=off/.test(row.process.commandLine ?? '')
    ? {
        text: 'QEMU was started with mem-merge=off, so it does not offer the memory of its guest.',
        cure: 'Start it with -machine …,mem-merge=on (the default), or remove nosharepages in libvirt.',
      }
    : undefined;

/** Before 6.1 only its memory map shows what a process offers, and nothing what merges of it. */
export const offersUnknown: Reason = ({row, inspection: {regions}, sample}) => {
  const {mergeable, rmapItems} = row.process.ksm ?? {};
  if (mergeable !== undefined) return undefined;
  const offered = regions?.filter((region) => region.mergeable) ?? [];
  if (offered.length > 0) {
    const bytes = offered.reduce((sum, {anonymousBytes}) => sum + anonymousBytes, 0);
    return {
      text: `It offers ${formatBytes(bytes)}, by its memory map; ${kernelText(sample.host)} does not show how much of it merges.`,
    };
  }
  return regions || rmapItems !== undefined
    ? undefined
    : {
        text: `Whether it offers memory is unknown: ${kernelText(sample.host)} does not show it, and its memory map could not be read.`,
      };
};

/** Guest memory that KSM never merges, by the options of QEMU: a memfd is shared by default. */
const sharedMemory = /(?:^|[\s,])(?:share=on|hugetlb=on)(?:[\s,]|$)|memory-backend-memfd|hugepages/;

/** A library does nothing for the memory of a guest. */
export const guestNotOffered: Reason = ({row: {process}}) => {
  const {command, commandLine = ''} = process;
  switch (findGuest(command, commandLine)?.kind) {
    case 'qemu':
      return {
        text: sharedMemory.test(commandLine)
          ? 'QEMU was started with shared memory or huge pages for its guest, which KSM never merges.'
          : 'QEMU does not offer the memory of its guest: it may be shared, in huge pages, or excluded.',
        cure: 'Give the guest private anonymous memory; ksmtop guide shows how.',
      };
    case 'cloud-hypervisor':
      return {
        text: 'Cloud Hypervisor does not offer the memory of its guest.',
        cure: 'Start it with --memory size=…,mergeable=on, and without shared=on or hugepages=on.',
      };
    case 'firecracker':
      return {text: 'Firecracker has no option to offer the memory of its guest.'};
    default:
      return undefined;
  }
};

export const notOptedIn: Reason = ({row, sample}) => {
  const installed = sample.containerLibraries[row.process.container.id];
  const path = installed ? shellWord(installed) : undefined;
  const preload = path
    ? `Start it with LD_PRELOAD=${path}, which is installed`
    : 'Preload the library';
  return {
    text: 'It has not opted in: KSM merges only memory that a program offers.',
    cure: `${preload}; ksmtop guide lists every way that works here.`,
  };
};
