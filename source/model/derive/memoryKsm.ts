import type {Surroundings} from '../sample/surroundings.js';

/** First systemd version with MemoryKSM=, and the first that passes valid arguments to the kernel. */
export const memoryKsmVersions = {first: 254, sound: 256};

/**
 * Whether units of this systemd can have MemoryKSM=yes. `tried`: with versions 254 and 255 the
 * kernel may refuse, and the unit then ends at once, so it is tried first on a unit that does
 * nothing; the same when the version is unknown.
 */
export type MemoryKsm = 'works' | 'tried' | 'too old' | 'no systemd';

/** Decides it from the systemd of a host. */
export function memoryKsmOf(surroundings: Partial<Surroundings> = {}): MemoryKsm {
  const {systemdRuns, systemdVersion} = surroundings;
  if (systemdRuns === false) return 'no systemd';
  if (systemdVersion === undefined) return 'tried';
  if (systemdVersion < memoryKsmVersions.first) return 'too old';
  return systemdVersion < memoryKsmVersions.sound ? 'tried' : 'works';
}

/** Commands that succeed where MemoryKSM=yes works, and do no harm where it does not. */
export const memoryKsmTrial = 'systemd-run --wait -p MemoryKSM=yes true';
export const userMemoryKsmTrial = 'systemd-run --user --wait -p MemoryKSM=yes true';
