import type {ContainerIdentity} from '../../kernel/container/identity.js';
import {type CgroupMounts, cgroupDirectory, parseCgroupMounts} from '../../kernel/mountinfo.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';

export type Cgroup = NonNullable<ContainerIdentity['cgroup']>;

/** Finds the directories of cgroups that account memory; absent: such a one is not mounted. */
export type FindCgroup = (cgroup: Cgroup) => string | undefined;

/** Looks once where the hierarchies are mounted. */
export async function findCgroups(
  reader: Reader,
  {procfs, sysfs}: MountPoints,
): Promise<FindCgroup> {
  const {mountinfo} = await readTexts(reader, {
    mountinfo: {path: `${procfs}/self/mountinfo`, inPieces: true},
  });
  const mounts: CgroupMounts = parseCgroupMounts(mountinfo ?? '');
  return ({hierarchy, path}) => {
    const mount = mounts[hierarchy];
    const directory = mount && cgroupDirectory(mount, path);
    return directory?.startsWith('/sys/') ? sysfs + directory.slice('/sys'.length) : directory;
  };
}
