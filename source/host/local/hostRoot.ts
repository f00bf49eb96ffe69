import {statSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * The root directory of the machine that `procfs` belongs to, for its files outside `/proc`.
 *
 * It is that of process 1: on the host itself, in a container that shares the host's pids, and
 * where the host's /proc is mounted elsewhere. Without permission to read that, it is the parent
 * directory of `procfs`: `/` for `/proc`; for `/host/proc`, possibly a mount of the host's root.
 */
export function findHostRoot(procfs: string): string {
  const ofProcess1 = `${procfs}/1/root`;
  const identity = directoryIdentity(ofProcess1);
  if (identity === undefined) return dirname(procfs);
  // With `/` the kernel resolves links itself.
  return identity === directoryIdentity('/') ? '/' : ofProcess1;
}

function directoryIdentity(path: string): string | undefined {
  try {
    const {dev, ino} = statSync(`${path}/`, {bigint: true});
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
