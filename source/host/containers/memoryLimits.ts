import {limitFiles, parseFileBytes, parseMemoryLimit} from '../../kernel/container/cgroupLimit.js';
import type {MemoryLimit} from '../../model/tuning/memoryLimit.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';
import {type Cgroup, findCgroups} from './cgroupFiles.js';

/** The limits that these cgroups are under, their own and those above them, and what is left of each. */
export async function readMemoryLimits(
  reader: Reader,
  mounts: MountPoints,
  cgroups: readonly Cgroup[],
): Promise<readonly MemoryLimit[]> {
  const directoryOf = await findCgroups(reader, mounts);
  const places = new Map<string, Cgroup>();
  for (const cgroup of cgroups.flatMap(withParents)) {
    const directory = directoryOf?.(cgroup);
    if (directory !== undefined) places.set(directory, cgroup);
  }
  const limits = await readTexts(
    reader,
    Object.fromEntries(
      [...places].map(([directory, {hierarchy}]) => [
        directory,
        {path: `${directory}/${limitFiles[hierarchy].limit}`},
      ]),
    ),
  );
  const found = await Promise.all(
    [...places].map(async ([directory, cgroup]): Promise<MemoryLimit | undefined> => {
      const {hierarchy} = cgroup;
      const limitBytes = parseMemoryLimit(limits[directory] ?? '');
      if (limitBytes === undefined) return undefined;
      const {usage, stat = ''} = await readTexts(reader, {
        usage: {path: `${directory}/${limitFiles[hierarchy].usage}`},
        stat: {path: `${directory}/memory.stat`},
      });
      if (usage === undefined) return undefined;
      const usedBytes = Number(usage) - parseFileBytes(stat, hierarchy);
      return {cgroup, leftBytes: Math.max(0, limitBytes - usedBytes)};
    }),
  );
  return found.filter((limit) => limit !== undefined);
}

/** `/a/b` and `/a`; the root of a hierarchy has no limit. */
function withParents({hierarchy, path}: Cgroup): Cgroup[] {
  const names = path.split('/').filter(Boolean);
  return names.map((_, index) => ({
    hierarchy,
    path: `/${names.slice(0, names.length - index).join('/')}`,
  }));
}
