import type {ProcessDescription} from '../../fixtures/process.js';
import type {TreeFiles} from '../../fixtures/tree.js';
import {describedHost} from './describedHost.js';
import {sampleUntil} from './sampleUntil.js';

export type Process = Omit<ProcessDescription, 'container'>;

/** First process of a container; `cgroup` says which. */
export function first(cgroup: string, process: Partial<Process> = {}): Process {
  const root = {'etc/': '', ...process.root};
  return {pid: 3000, command: 'init', innerPid: 1, cgroup, ...process, root};
}

export function hostOf(processes: readonly Process[], files: TreeFiles) {
  return describedHost({
    processes: processes.map((process) => ({...process, container: ''})),
    extraFiles: files,
  });
}

/** The names that are found, by container id. */
export async function namesOf(processes: readonly Process[], files: TreeFiles = {}) {
  const {host} = hostOf(processes, files);
  const {containerNames} = await sampleUntil(
    host,
    'every container looked at',
    ({processes: read, containersPending}) => read !== undefined && !containersPending,
  );
  return containerNames;
}

/** Where a user's own programs make cgroups. */
export const ofUser = '/user.slice/user-1000.slice/user@1000.service/user.slice';
