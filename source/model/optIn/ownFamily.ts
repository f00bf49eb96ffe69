import type {ProcessSample} from '../sample/sample.js';

const init = 1;

/**
 * Pids of these programs, of all that they run in (their shell, terminal, ssh, but not init) and of
 * their children: if one of them were harmed, no process could repair it.
 * @param ownPids Of this program, and of a shell of the connection that started it, if there is one.
 */
export function ownFamily(
  processes: readonly ProcessSample[],
  ownPids: readonly number[],
): ReadonlySet<number> {
  const parents = new Map(processes.map(({pid, parentPid}) => [pid, parentPid]));
  const family = new Set(withDescendants(processes, ownPids));
  for (const own of ownPids) {
    let pid = parents.get(own) ?? 0;
    while (pid > init && !family.has(pid)) {
      family.add(pid);
      pid = parents.get(pid) ?? 0;
    }
  }
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
