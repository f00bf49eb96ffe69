import {closeSync, openSync, readdirSync, readFileSync, readSync} from 'node:fs';
import {parseCgroup} from '../../kernel/container/cgroup.js';
import {
  type FreezerHierarchy,
  freezerCgroups,
  freezerFiles,
  saysFrozen,
} from '../../kernel/container/freezer.js';
import {
  type CgroupHierarchy,
  cgroupDirectory,
  nearestMount,
  parseCgroupHierarchies,
} from '../../kernel/mountinfo.js';
import {parseAuxv} from '../../kernel/process/auxv.js';
import {type ProcessKsm, parseKsmStat} from '../../kernel/process/ksmStat.js';
import {
  countMappings,
  parseCodeRegions,
  writableBytes,
} from '../../kernel/process/memory/codeRegions.js';
import {
  type OfferedRegion,
  parseOfferedRegions,
} from '../../kernel/process/memory/offeredRegions.js';
import {parseHugeBytes} from '../../kernel/process/memory/smaps.js';
import {type ProcessStat, parseStat} from '../../kernel/process/stat.js';
import {
  parseThreadCall,
  parseThreadStatus,
  type ThreadStatus,
} from '../../kernel/process/thread/threadState.js';
import {syscallInstruction} from '../../kernel/process/thread/userRegisters.js';
import type {TargetFacts} from '../../model/optIn/optInTarget.js';

const mountOf: Readonly<Record<FreezerHierarchy, (hierarchy: CgroupHierarchy) => boolean>> = {
  freezer: ({controllers}) => controllers.includes('freezer'),
  unified: ({isUnified}) => isUnified,
};

/** More of a region is not searched for an instruction. */
const mostCodeBytes = 4_194_304;
/** Of some 400,000 mappings; text of twice that is more than a string can hold. */
const mostSmapsBytes = 268_435_456;
/** More regions are not searched. */
const mostRegions = 16;

export type TargetFiles = ReturnType<typeof createTargetFiles>;

/**
 * Reads files of processes, synchronously: in a child that can be killed meanwhile. Absent: the
 * process has ended, or its file cannot be read.
 */
export function createTargetFiles(procfs: string) {
  let hierarchies: readonly CgroupHierarchy[] = [];

  function isFrozen(pid: number): boolean {
    const cgroups = freezerCgroups(parseCgroup(textOf(`${procfs}/${pid}/cgroup`) ?? ''));
    return cgroups.some(({hierarchy, path}) => {
      const mount = nearestMount(hierarchies, mountOf[hierarchy]);
      const directory = mount && cgroupDirectory(mount, path);
      const text = directory && textOf(`${directory}/${freezerFiles[hierarchy]}`);
      return text !== undefined && saysFrozen(text);
    });
  }

  function stat(pid: number): ProcessStat | undefined {
    const bytes = bytesOf(`${procfs}/${pid}/stat`);
    return bytes && parseStat(bytes);
  }

  function ksmOf(pid: number): ProcessKsm | undefined {
    const bytes = bytesOf(`${procfs}/${pid}/ksm_stat`);
    return bytes && parseKsmStat(bytes);
  }

  function threads(pid: number): number[] {
    try {
      return readdirSync(`${procfs}/${pid}/task`).map(Number);
    } catch {
      return [];
    }
  }

  function lives({pid, startTicks}: {pid: number; startTicks: number}): boolean {
    const found = stat(pid);
    if (found?.startTicks !== startTicks) return false;
    return !'ZX'.includes(found.state) || firstThreadEnded(pid, found.state);
  }

  function firstThreadEnded(pid: number, state: string): boolean {
    return state === 'Z' && threads(pid).length > 1;
  }

  return {
    isFrozen,
    bootId: () => textOf(`${procfs}/sys/kernel/random/boot_id`)?.trim() ?? '',
    /** Whether this procfs shows the processes that this process can stop: its pid namespace. */
    isOwn: () => textOf(`${procfs}/self/stat`)?.startsWith(`${process.pid} `) === true,
    stat,
    /** Whether a process has not ended. */
    lives,
    ksm: ksmOf,
    /** Its private anonymous memory; reading this waits for the lock of its memory. */
    regions(pid: number): OfferedRegion[] | undefined {
      const bytes = bytesOf(`${procfs}/${pid}/smaps`);
      if (!bytes || bytes.length > mostSmapsBytes) return undefined;
      return parseOfferedRegions(bytes.toString());
    },
    threads,
    /** What its threads have started and has not ended; none, if the kernel does not tell. */
    children(pid: number): number[] {
      return threads(pid).flatMap((tid) => {
        const text = textOf(`${procfs}/${pid}/task/${tid}/children`) ?? '';
        return text.split(' ').filter(Boolean).map(Number);
      });
    },
    status(pid: number, tid = pid): ThreadStatus | undefined {
      const text = textOf(`${procfs}/${pid}/task/${tid}/status`);
      return text === undefined ? undefined : parseThreadStatus(text);
    },
    /** The system call that a thread sleeps in. */
    call: (pid: number, tid: number) =>
      parseThreadCall(textOf(`${procfs}/${pid}/task/${tid}/syscall`) ?? ''),
    facts(pid: number, of: ProcessStat, status: ThreadStatus): TargetFacts {
      hierarchies = parseCgroupHierarchies(textOf(`${procfs}/self/mountinfo`) ?? '');
      const auxv = bytesOf(`${procfs}/${pid}/auxv`);
      const wordBytes = auxv && parseAuxv(auxv)?.wordBytes;
      const ksm = ksmOf(pid);
      const offers = ksm && (ksm.mergeable ?? (ksm.rmapItems ?? 0) > 0);
      const maps = bytesOf(`${procfs}/${pid}/maps`);
      const hugeBytes = parseHugeBytes(textOf(`${procfs}/${pid}/smaps_rollup`) ?? '');
      return {
        pid,
        startTicks: of.startTicks,
        kernelThread: of.kernelThread,
        state: status.state,
        tracerPid: status.tracerPid,
        ...(maps && {mappings: countMappings(maps)}),
        writableBytes: writableBytes(maps?.toString() ?? ''),
        ...(firstThreadEnded(pid, status.state) && {firstThreadEnded: true as const}),
        frozen: isFrozen(pid),
        ...(wordBytes !== undefined && {wordBytes}),
        ...(ksm?.mergeAny !== undefined && {mergeAny: ksm.mergeAny}),
        ...(offers !== undefined && {offers}),
        ...(ksm?.mergingPages !== undefined && {
          mergedPages: ksm.mergingPages + (ksm.zeroPages ?? 0),
        }),
        ...(hugeBytes !== undefined && {hugeBytes}),
      };
    },
    /** Address of a `syscall` instruction in its code. */
    findInstruction(pid: number): bigint | undefined {
      const regions = parseCodeRegions(textOf(`${procfs}/${pid}/maps`) ?? '');
      for (const {start, end} of regions.slice(0, mostRegions)) {
        const length = Math.min(Number(end - start), mostCodeBytes);
        const at = memoryOf(pid, start, length)?.indexOf(syscallInstruction) ?? -1;
        if (at >= 0) return start + BigInt(at);
      }
      return undefined;
    },
    memory: memoryOf,
  };

  function memoryOf(pid: number, address: bigint, length: number): Buffer | undefined {
    try {
      const file = openSync(`${procfs}/${pid}/mem`, 'r');
      try {
        const bytes = Buffer.alloc(length);
        return bytes.subarray(0, readSync(file, bytes, 0, length, address));
      } finally {
        closeSync(file);
      }
    } catch {
      return undefined;
    }
  }
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  return bytesOf(path)?.toString();
}
