import {limitFiles, parseFileBytes, parseMemoryLimit} from '../../kernel/container/cgroupMemory.js';
import {isGone} from '../../kernel/readFailure.js';
import type {MemoryLimit} from '../../model/tuning/memoryLimit.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';
import {type Cgroup, findCgroups} from './cgroupFiles.js';

/**
 * The limits that these cgroups are under, their own and those above them, and what is left of
 * each. A cgroup whose directory cannot be found has a limit that could not be read.
 */
export async function readMemoryLimits(
  reader: Reader,
  mounts: MountPoints,
  cgroups: readonly Cgroup[],
): Promise<readonly MemoryLimit[]> {
  const directoryOf = await findCgroups(reader, mounts);
  const hidden = cgroups.filter((cgroup) => directoryOf?.(cgroup) === undefined);
  const cgroupsByDirectory = new Map<string, Cgroup>();
  for (const cgroup of cgroups.flatMap(withParents)) {
    const directory = directoryOf?.(cgroup);
    if (directory !== undefined) cgroupsByDirectory.set(directory, cgroup);
  }
  const limits = await readLimitBytes(reader, cgroupsByDirectory);
  const found = await Promise.all(
    [...cgroupsByDirectory].map(async ([directory, cgroup]): Promise<MemoryLimit[]> => {
      const limitBytes = limits.get(directory);
      if (limitBytes === undefined) return [{cgroup}];
      if (limitBytes === Number.POSITIVE_INFINITY) return [];
      const usedBytes = await readUsedBytes(reader, directory, cgroup);
      if (usedBytes === undefined) return [{cgroup}];
      return [{cgroup, leftBytes: Math.max(0, limitBytes - usedBytes)}];
    }),
  );
  return [...hidden.map((cgroup) => ({cgroup})), ...found.flat()];
}

/** Limits by directory, infinite where there is none; absent: could not be read. */
async function readLimitBytes(
  reader: Reader,
  cgroups: ReadonlyMap<string, Cgroup>,
): Promise<ReadonlyMap<string, number>> {
  const limits = new Map<string, number>();
  await reader.read(
    [...cgroups].map(([directory, {hierarchy}]) => ({
      path: `${directory}/${limitFiles[hierarchy].limit}`,
      take(bytes) {
        const limitBytes = parseMemoryLimit(bytes.toString());
        if (limitBytes !== undefined) limits.set(directory, limitBytes);
      },
      // Without the file, the memory controller is off for this cgroup.
      fail(errno) {
        if (isGone(errno)) limits.set(directory, Number.POSITIVE_INFINITY);
      },
    })),
  );
  return limits;
}

/** Memory in use that the kernel cannot take back; absent: could not be read. */
async function readUsedBytes(
  reader: Reader,
  directory: string,
  {hierarchy}: Cgroup,
): Promise<number | undefined> {
  const {usage, stat = ''} = await readTexts(reader, {
    usage: {path: `${directory}/${limitFiles[hierarchy].usage}`},
    stat: {path: `${directory}/memory.stat`},
  });
  return usage === undefined ? undefined : Number(usage) - parseFileBytes(stat, hierarchy);
}

/** `/a/b` and `/a`; the root of a hierarchy has no limit. */
function withParents({hierarchy, path}: Cgroup): Cgroup[] {
  const names = path.split('/').filter(Boolean);
  return names.map((_, index) => ({
    hierarchy,
    path: `/${names.slice(0, names.length - index).join('/')}`,
  }));
}
