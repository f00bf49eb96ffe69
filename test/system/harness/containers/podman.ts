import {join} from 'node:path';
import {after, type Program, program, quoted, shellLine} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';
import {cleanUpFunctions} from '../cgroups.js';
import {guard} from '../guard.js';
import {makeRootfs, makeWorkDirectory} from '../roots/rootfs.js';
import {type Container, type ContainerOptions, container, startup} from './container.js';

export type PodmanOptions = ContainerOptions & {
  /** Runs from an image, as nearly all do, and not from a directory: then the storage knows it. */
  fromImage?: boolean;
};

export type PodmanContainer = Container & {
  /** The storage directory of this Podman; its containers' names are below it. */
  storage: string;
  /** A command line of this Podman. */
  podman(...args: string[]): Program;
};

/**
 * Starts a container under a Podman with a storage of its own. runc, because crun refuses hosts
 * that mount cgroup version 1 beside 2; limits, because Podman's own need CAP_SYS_RESOURCE.
 */
export const startPodman = async (options: PodmanOptions): Promise<PodmanContainer> => {
  const {name, fromImage = false} = options;
  const directory = await makeWorkDirectory();
  const storage = join(directory, 'storage');
  const podman = (...args: string[]) =>
    program(
      ...(['podman', '--root', storage, '--runroot', join(directory, 'run')] as const),
      ...['--tmpdir', join(directory, 'tmp'), '--storage-driver', 'vfs'],
      ...['--cgroup-manager', 'cgroupfs', '--events-backend', 'file', '--runtime', 'runc'],
      ...args,
    );
  const importImage = async (root: string): Promise<string> => {
    const archive = join(directory, 'root.tar');
    await mustRun(program('tar', '-C', root, '-cf', archive, '.'));
    await mustRun(podman('import', '--quiet', archive, 'localhost/ksmtop-test:root'));
    return 'localhost/ksmtop-test:root';
  };

  const guarded = await guard({
    what: `Podman container ${name}`,
    cleanUp: `
      ${cleanUpFunctions}
      conmon=$(cat ${quoted(directory)}/run/*-containers/*/userdata/conmon.pid 2>/dev/null)
      ${shellLine(podman('rm', '--all', '--force', '--time', '0'))} >/dev/null 2>&1
      gone $conmon &&
      remove_empty_cgroup /libpod_parent/conmon &&
      unmount_below ${quoted(directory)} &&
      rm -rf ${quoted(directory)}`,
  });
  try {
    const root = join(directory, 'rootfs');
    await makeRootfs(root, startup(options));
    const arguments_ = ['--name', name, '--hostname', name, '--network', 'none'];
    const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];
    const origin = fromImage ? [await importImage(root)] : ['--rootfs', root];
    const run = podman('run', '--detach', ...arguments_, ...limits, ...origin, '/start');
    // conmon keeps standard error: in a pipe of ours it would never end.
    const log = join(directory, 'log');
    const id = (await mustRun(after(`exec 2>${quoted(log)}`, run))).trim();
    const format = ['--format', '{{.State.Pid}}'];
    const initPid = Number(await mustRun(podman('inspect', ...format, name)));
    const stop = () => guarded.release();
    const seenRoot = fromImage ? `/proc/${initPid}/root` : root;
    const started = await container({name, id, initPid, root: seenRoot, stop});
    return {...started, storage, podman};
  } catch (error) {
    await guarded.release();
    throw error;
  }
};
