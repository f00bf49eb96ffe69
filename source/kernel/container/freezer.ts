import type {CgroupLine} from './cgroup.js';

/** The file of a hierarchy that shows whether a cgroup, or one above it, is frozen. */
export const freezerFiles = {freezer: 'freezer.state', unified: 'cgroup.events'} as const;

export type FreezerHierarchy = keyof typeof freezerFiles;

/** The cgroups that may freeze a process. */
export function freezerCgroups(
  lines: readonly CgroupLine[],
): Array<{hierarchy: FreezerHierarchy; path: string}> {
  return lines
    .filter(({controllers}) => controllers.length === 0 || controllers.includes('freezer'))
    .map(({controllers, path}) => ({
      hierarchy: controllers.length === 0 ? 'unified' : 'freezer',
      path,
    }));
}

/** Whether `freezer.state` (v1) or `cgroup.events` (v2) says frozen, or about to be. */
export function saysFrozen(text: string): boolean {
  return /^(?:FROZEN|FREEZING)$/m.test(text) || /^frozen 1$/m.test(text);
}
