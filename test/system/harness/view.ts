import {
  after,
  commandWords,
  type Program,
  program,
  quoted,
  shellLine,
} from '../../support/program.js';

/**
 * Faulty or restricted surroundings for a program. Each takes a program and gives one, so that they
 * nest; what needs root goes outside: `withReadOnlySysfs(asNobody(ksmtopProgram('print')))`.
 */
type View = (of: Program) => Program;

/** Mounts made by the script are the program's alone, and vanish with it. */
const withMounts =
  (script: string): View =>
  (of) =>
    program('unshare', '--mount', ...commandWords(after(script, of)));

/** A kernel built without KSM: its directory is not there. */
export const withoutKsm: View = withMounts('mount -t tmpfs tmpfs /sys/kernel/mm');

/** The directory is there, and no file in it. */
export const withEmptyKsm: View = withMounts('mount -t tmpfs tmpfs /sys/kernel/mm/ksm');

/** As on a Mac, as far as that can be had here. */
export const withoutLinux: View = withMounts(
  'mount -t tmpfs tmpfs /proc; mount -t tmpfs tmpfs /sys',
);

/** As in containers: everything can be read, and writes fail with EROFS. */
export const withReadOnlySysfs: View = withMounts('mount -o remount,bind,ro /sys');

/** A directory that the script fills, from inside of it, and that no other program sees filled. */
export const withFiles = (directory: string, script: string): View =>
  withMounts(`mount -t tmpfs tmpfs ${quoted(directory)}; (cd ${quoted(directory)}; ${script})`);

/** Users other than root cannot read processes but their own, or even see them. */
export const withHiddenProcesses = (hidepid: 'noaccess' | 'invisible'): View =>
  withMounts(`mount -t proc -o hidepid=${hidepid} proc /proc`);

/** This host with nothing but cgroup version 2 mounted, where programs look for it. */
export const withCgroup2: View = withMounts(
  'umount -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup',
);

const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];

/** A user without files or privileges. Changing the user clears the signal. */
export const asNobody: View = (of) =>
  program('setpriv', ...nobody, '--pdeathsig', 'KILL', '--', ...commandWords(of));

/** The same user with some capabilities: `sys_ptrace`, `dac_read_search`. */
export const withCapabilities =
  (...names: readonly string[]): View =>
  (of) => {
    const capabilities = names.map((name) => `+${name}`).join(',');
    return program(
      ...(['setpriv', ...nobody, '--pdeathsig', 'KILL'] as const),
      ...['--inh-caps', capabilities, '--ambient-caps', capabilities, '--', ...commandWords(of)],
    );
  };

/**
 * Root without some of its capabilities, as in a container, in a pid namespace of its own where
 * the only other process is that of a user without any.
 */
export const rootWithout =
  (...names: readonly string[]): View =>
  (of) => {
    const capabilities = names.map((name) => `-${name}`).join(',');
    const other = shellLine(program('setpriv', ...nobody, '--', 'sleep', '600'));
    const inside = after(
      `${other} &`,
      program('setpriv', '--bounding-set', capabilities, '--', ...commandWords(of)),
    );
    return program('unshare', '--pid', '--fork', '--mount-proc', ...commandWords(inside));
  };
