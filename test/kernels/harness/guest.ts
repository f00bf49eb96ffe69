import {missing} from '../../support/requirements.js';
import {workloadArgs} from '../../system/harness/ksmd/memory.js';
import {native} from '../../system/harness/native/compile.js';
import {imageOf} from './available.js';
import {debianKernels} from './debianKernels.js';
import {makeInitramfs} from './initramfs.js';
import {Machine} from './machine.js';

const size = {columns: 80, rows: 24};
const newest = debianKernels.at(-1);

/** The kernel that guests run; says in a line why there is none. */
export const guestKernel = async (): Promise<string | undefined> => {
  const unable = missing('guests that run Linux', 'qemu', 'apt', 'busybox', 'gcc', 'libc');
  return unable || !newest ? undefined : imageOf(newest);
};

/** Boots a guest of which every one has the same kernel and programs, and runs two programs in it. */
export const startGuest = async (kernel: string) => {
  const initramfs = await makeInitramfs([await native('workload')], size);
  const machine = await Machine.boot({
    ...{kernel, initramfs: initramfs.path, memoryMib: 192},
    ...size,
  });
  for (const seed of [7, 8]) {
    const words = workloadArgs({mib: 24, seed, uniquePercent: 25});
    await machine.run(`contain web workload ${words.join(' ')}`);
  }
  const stop = async () => {
    await machine[Symbol.asyncDispose]();
    await initramfs[Symbol.asyncDispose]();
  };
  return {pid: machine.terminal.pid, stop};
};
