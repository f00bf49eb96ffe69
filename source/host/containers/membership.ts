import type {ContainerIdentity} from '../../kernel/container/identity.js';
import {isUnreadable, type TrackedProcess} from '../processes/trackedProcess.js';

/** Containers, each with the process that represents it: its first, or else its oldest. */
export type Containers = ReadonlyMap<ContainerIdentity, TrackedProcess>;

/** Groups processes, which are sorted by pid, by container. */
export function groupContainers(processes: readonly TrackedProcess[]): Containers {
  const containers = new Map<ContainerIdentity, TrackedProcess>();
  let last: ContainerIdentity | undefined;
  // By index: an iterator would allocate an object for each of thousands.
  for (let index = 0; index < processes.length; index++) {
    const tracked = processes[index] as TrackedProcess;
    const {container, innerPid} = tracked.known;
    // Neighbors mostly share a container, and a comparison is cheaper than a look-up.
    if (container === last && innerPid !== 1) continue;
    last = isUnreadable(tracked.stat) ? undefined : container;
    const chosen = containers.get(container);
    if (!chosen || isUnreadable(chosen.stat) || (innerPid === 1 && chosen.known.innerPid !== 1)) {
      containers.set(container, tracked);
    }
  }
  return containers;
}
