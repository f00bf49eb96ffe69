import type {Surroundings} from '../sample/surroundings.js';

/** First systemd with MemoryKSM=, and the first that passes the kernel no garbage with it. */
export const memoryKsmVersions = {first: 254, sound: 256};

/**
 * Whether units of this systemd can have MemoryKSM=yes. `tried`: versions 254 and 255 may make the
 * kernel refuse, and the unit then ends at once, so it is tried on a unit that does nothing first;
 * so it is where the version is not known.
 */
export type MemoryKsm = 'works' | 'tried' | 'too old' | 'no systemd';

export function memoryKsmOf(surroundings: Partial<Surroundings> = {}): MemoryKsm {
  const {systemdRuns, systemdVersion} = surroundings;
  if (systemdRuns === false) return 'no systemd';
  if (systemdVersion === undefined) return 'tried';
  if (systemdVersion < memoryKsmVersions.first) return 'too old';
  return systemdVersion < memoryKsmVersions.sound ? 'tried' : 'works';
}

/** Ends with success where MemoryKSM=yes works, and harms nothing where it does not. */
export const memoryKsmTrial = 'systemd-run --wait -p MemoryKSM=yes true';
export const userMemoryKsmTrial = 'systemd-run --user --wait -p MemoryKSM=yes true';
