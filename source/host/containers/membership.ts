import type {ContainerIdentity} from '../../kernel/container/identity.js';
import {isUnreadable, type TrackedProcess} from '../processes/trackedProcess.js';

/** Containers, each with one of its processes: its first where that is known, else its oldest. */
export type Containers = ReadonlyMap<ContainerIdentity, TrackedProcess>;

/** Groups processes, in rising order of their pids, by container. */
export function groupContainers(processes: readonly TrackedProcess[]): Containers {
  const containers = new Map<ContainerIdentity, TrackedProcess>();
  let last: ContainerIdentity | undefined;
  // By index: an iterator would make an object for each of thousands.
  for (let index = 0; index < processes.length; index++) {
    const tracked = processes[index] as TrackedProcess;
    const {container, innerPid} = tracked.known;
    // Neighbours mostly belong together, and a comparison is cheaper than a look-up.
    if (container === last && innerPid !== 1) continue;
    last = isUnreadable(tracked.stat) ? undefined : container;
    const chosen = containers.get(container);
    if (!chosen || isUnreadable(chosen.stat) || (innerPid === 1 && chosen.known.innerPid !== 1)) {
      containers.set(container, tracked);
    }
  }
  return containers;
}
