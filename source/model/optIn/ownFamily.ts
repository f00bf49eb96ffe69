import type {ProcessSample} from '../sample/sample.js';

const init = 1;

/**
 * Pids of this program, of all that it runs in (its shell, terminal, ssh, but not init) and of its
 * children: if one of them were harmed, no process could repair it.
 */
export function ownFamily(
  processes: readonly ProcessSample[],
  ownPid: number,
): ReadonlySet<number> {
  const parents = new Map(processes.map(({pid, parentPid}) => [pid, parentPid]));
  const family = new Set<number>();
  for (let pid = ownPid; pid > init && !family.has(pid); pid = parents.get(pid) ?? 0) {
    family.add(pid);
  }
  for (const pid of withDescendants(processes, [ownPid])) family.add(pid);
  return family;
}

/** Pids of these processes and of all that they started. */
export function withDescendants(
  processes: readonly ProcessSample[],
  pids: readonly number[],
): ReadonlySet<number> {
  const found = new Set(pids);
  const children = new Map<number, number[]>();
  for (const {pid, parentPid} of processes) {
    const siblings = children.get(parentPid);
    if (siblings) siblings.push(pid);
    else children.set(parentPid, [pid]);
  }
  // The set grows while it is walked.
  for (const pid of found) for (const child of children.get(pid) ?? []) found.add(child);
  return found;
}
