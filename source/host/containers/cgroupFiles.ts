import type {ContainerIdentity} from '../../kernel/container/identity.js';
import {type CgroupMounts, cgroupDirectory, parseCgroupMounts} from '../../kernel/mountinfo.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';

export type Cgroup = NonNullable<ContainerIdentity['cgroup']>;

/** The directory of a cgroup that accounts memory; absent: its hierarchy is not mounted. */
export type FindCgroup = (cgroup: Cgroup) => string | undefined;

/** Reads once where the hierarchies are mounted; absent: mountinfo could not be read. */
export async function findCgroups(
  reader: Reader,
  {procfs, sysfs}: MountPoints,
): Promise<FindCgroup | undefined> {
  const {mountinfo} = await readTexts(reader, {
    mountinfo: {path: `${procfs}/self/mountinfo`, inPieces: true},
  });
  if (mountinfo === undefined) return undefined;
  const mounts: CgroupMounts = parseCgroupMounts(mountinfo);
  return ({hierarchy, path}) => {
    const mount = mounts[hierarchy];
    const directory = mount && cgroupDirectory(mount, path);
    return directory?.startsWith('/sys/') ? sysfs + directory.slice('/sys'.length) : directory;
  };
}
