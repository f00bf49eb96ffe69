import {createHash} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {program, quoted} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';
import {makeCgroup} from '../cgroups.js';
import {guard} from '../guard.js';
import {makeWorkDirectory} from '../roots/rootfs.js';

export type VirtualMachineOptions = {
  name: string;
  memoryMib?: number;
  /** How much of the guest's memory is filled; machines of one seed are filled alike. */
  filledMib?: number;
  seed?: number;
  mergeable?: boolean;
  /** libvirt's number of the machine, for its cgroup. */
  number?: number;
};

export type VirtualMachine = {
  name: string;
  pid: number;
  cgroupPath: string;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Starts a QEMU whose guest is held before its first instruction, with memory that QEMU itself has
 * filled: no guest kernel, no processor time, and a known number of pages. It is in the cgroup
 * that libvirt would have made.
 */
export const startQemu = async (options: VirtualMachineOptions): Promise<VirtualMachine> => {
  const {name, memoryMib = 64, filledMib = 16, seed = 1, mergeable = true, number = 1} = options;
  const directory = await makeWorkDirectory();
  const guarded = await guard({
    what: `virtual machine ${name}`,
    cleanUp: `rm -rf ${quoted(directory)}`,
  });
  const unit = `machine-qemu-${number}-${name}`.replaceAll('-', '\\x2d').replace('\\x2d', '-');
  const scope = `/machine.slice/${unit}.scope`;
  const cgroup = await makeCgroup(`${scope}/libvirt/emulator`, ['name=systemd', 'memory', '']);
  const release = async () => {
    await cgroup.release();
    await guarded.release();
  };

  try {
    const memory = join(directory, 'memory');
    const pidFile = join(directory, 'pid');
    await writeFile(memory, filled(filledMib, seed));
    const qemu = program(
      ...(['qemu-system-x86_64', '-name', `guest=${name},debug-threads=on`] as const),
      ...['-machine', `pc,mem-merge=${mergeable ? 'on' : 'off'}`, '-accel', 'tcg'],
      ...['-m', String(memoryMib), '-nodefaults', '-no-user-config', '-display', 'none', '-S'],
      ...['-device', `loader,file=${memory},addr=0x1000000,force-raw=on`],
      // Returns when the machine exists and its memory is filled.
      ...['-daemonize', '-pidfile', pidFile],
    );
    await mustRun(cgroup.enter(qemu));
    const pid = Number(await readFile(pidFile, 'utf8'));
    return {name, pid, cgroupPath: cgroup.path, stop: release, [Symbol.asyncDispose]: release};
  } catch (error) {
    await release();
    throw error;
  }
};

/** Pages of which no two are alike. */
const filled = (mib: number, seed: number): Buffer => {
  const pages = Array.from({length: (mib * 1024) / 4}, (_, page) =>
    Buffer.alloc(4096, createHash('sha256').update(`${seed} ${page}`).digest()),
  );
  return Buffer.concat(pages);
};
