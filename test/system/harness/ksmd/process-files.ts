import {existsSync} from 'node:fs';
import {readFile, readlink} from 'node:fs/promises';
import {type UntilOptions, until} from '../../../support/until.js';

/** `/proc/PID/ksm_stat` as its keys and values, without the colons that some keys have. */
export const ksmStat = async (pid: number): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await readFile(`/proc/${pid}/ksm_stat`, 'utf8')).matchAll(/^(\w+):?\s+(\S+)$/gm)].map(
      ([, key, value]) => [key, value],
    ),
  );

/** The lines of `/proc/PID/cgroup`, as controllers and path; version 2 has no controllers. */
export const cgroupLines = async (pid: number): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await readFile(`/proc/${pid}/cgroup`, 'utf8')).matchAll(/^\d+:(.*?):(\/.*)$/gm)].map(
      ([, controllers, path]) => [controllers, path],
    ),
  );

/** The process identifiers from the reader's namespace inwards. */
export const namespacePids = async (pid: number): Promise<number[]> =>
  /^NSpid:\s+(.*)$/m
    .exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
    ?.split('\t')
    .map(Number) ?? [];

export const exeOf = (pid: number): Promise<string> => readlink(`/proc/${pid}/exe`);

export const childrenOf = async (pid: number): Promise<number[]> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'))
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);

/** The process and all that it started, parents first; those that vanish meanwhile are left out. */
export const familyOf = async (pid: number): Promise<number[]> => {
  const children = await childrenOf(pid).catch(() => []);
  return [pid, ...(await Promise.all(children.map(familyOf))).flat()];
};

/** The member of the family that its own namespace knows by this number. */
export const findByInnerPid = async (
  ancestor: number,
  innerPid: number,
): Promise<number | undefined> => {
  for (const pid of await familyOf(ancestor)) {
    const pids = await namespacePids(pid).catch(() => []);
    if (pids.length > 1 && pids.at(-1) === innerPid) {
      return pid;
    }
  }

  return undefined;
};

/** Whether it runs. A zombie, which only waits to be reaped, no longer has an executable. */
export const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}/exe`);

/** Whether the keys of its terminal go to it: only then does Ctrl-Z stop it. */
export const isInForeground = async (pid: number): Promise<boolean> => {
  const afterName = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1) ?? '';
  const [, , processGroup, , , foregroundGroup] = afterName.split(' ');
  return processGroup === foregroundGroup;
};

/** The child of this process that opts in, once it is suspended; there may be others that are not. */
export const suspendedChild = (options?: UntilOptions): Promise<number> =>
  until(
    'the child, suspended',
    async () => {
      const found: number[] = [];
      for (const pid of await childrenOf(process.pid)) {
        const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
        if (words.includes('optIn') && (await stateOf(pid)) === 'T') found.push(pid);
      }
      return found.length === 1 && found[0];
    },
    options,
  );

/** One letter, as in `/proc/PID/status`. */
export const stateOf = async (pid: number): Promise<string | undefined> =>
  /^State:\s+(\S)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
