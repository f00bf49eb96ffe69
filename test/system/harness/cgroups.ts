import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {after, type Program, quoted} from '../../support/program.js';
import {type Guard, guard} from './guard.js';

/** Shell functions for guards: `remove_cgroup PATH`, `gone PID`. */
export const cleanUpFunctions = `. ${quoted(fileURLToPath(new URL('./clean-up.sh', import.meta.url)))}`;

export type CgroupMount = {
  directory: string;
  /** As `/proc/PID/cgroup` names the hierarchy: `memory`, `name=systemd`; version 2 has ''. */
  controllers: string;
};

const v1Options = /^(rw|ro|relatime|no\w+|xattr|clone_children|cpuset_v2_mode|release_agent=.*)$/;

export const cgroupMounts = async (): Promise<CgroupMount[]> =>
  (await readFile('/proc/self/mounts', 'utf8')).split('\n').flatMap((line) => {
    const [, directory = '', kind, options = ''] = line.split(' ');
    if (kind === 'cgroup2') {
      return [{directory, controllers: ''}];
    }

    const controllers = options.split(',').filter((option) => !v1Options.test(option));
    return kind === 'cgroup' ? [{directory, controllers: controllers.join(',')}] : [];
  });

export type Cgroup = Guard & {
  path: string;
  /** One in each hierarchy. */
  directories: readonly string[];
  /** The program, which first moves itself into the group. */
  enter(of: Program): Program;
};

/**
 * Makes a group of this path in every hierarchy, or in those named. Not in cpuset, where a group
 * takes no process before it is given processors.
 */
export const makeCgroup = async (path: string, controllers?: string[]): Promise<Cgroup> => {
  const directories = (await cgroupMounts())
    .filter((mount) => controllers?.includes(mount.controllers) ?? mount.controllers !== 'cpuset')
    .map((mount) => join(mount.directory, path));
  const guarded = await guard({
    what: `cgroup ${path}`,
    cleanUp: `${cleanUpFunctions} && remove_cgroup ${quoted(path)}`,
  });
  for (const directory of directories) {
    await mkdir(directory, {recursive: true});
  }

  const moves = directories.map(
    (directory) => `echo $$ >${quoted(join(directory, 'cgroup.procs'))}`,
  );
  return {...guarded, path, directories, enter: (of) => after(moves.join('\n'), of)};
};
