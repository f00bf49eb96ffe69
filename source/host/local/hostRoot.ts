import {statSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Root directory of the machine that `procfs` belongs to, for its files outside of `/proc`.
 *
 * The first process has it: that is right on the host itself, in a container that shares the
 * host's pids, and where the host's /proc is mounted somewhere. Whoever may not look at the first
 * process takes the directory that holds `procfs`: `/` for `/proc`, and for `/host/proc` what may
 * be a mount of the host's root.
 */
export function findHostRoot(procfs: string): string {
  const ofFirstProcess = `${procfs}/1/root`;
  const itsIdentity = directoryIdentity(ofFirstProcess);
  if (itsIdentity === undefined) return dirname(procfs);
  // Without a detour where it is the same: the kernel then follows links all by itself.
  return itsIdentity === directoryIdentity('/') ? '/' : ofFirstProcess;
}

function directoryIdentity(path: string): string | undefined {
  try {
    const {dev, ino} = statSync(`${path}/`, {bigint: true});
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
