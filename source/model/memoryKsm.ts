import {isAtLeast} from '../kernel/release.js';
import {oncePerList} from './oncePerList.js';
import type {Sample} from './sample.js';
import type {Surroundings} from './surroundings.js';

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

/**
 * How far the kernel has the opt-in by prctl: PR_SET_MEMORY_MERGE came with 6.4, and until 6.7 an
 * exec lost it. Enterprise kernels have it by other numbers, and show it in `ksm_stat`.
 */
export type Prctl = 'none' | 'lost at exec' | 'kept';

export function prctlOf({host, processes = []}: Sample): Prctl {
  if (isAtLeast(host.kernelRelease, 6, 7) || showsMergeAny(processes)) return 'kept';
  return isAtLeast(host.kernelRelease, 6, 4) ? 'lost at exec' : 'none';
}

/** `ksm_merge_any` came with 6.14, long after what it shows was mended. */
const showsMergeAny = oncePerList((processes) =>
  processes.some(({ksm}) => ksm?.mergeAny !== undefined),
);
