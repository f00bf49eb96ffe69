import {join} from 'node:path';
import {cleanUpFunctions} from '../cgroups.js';
import {guard} from '../guard.js';
import {after, program, quoted, shellLine} from '../program.js';
import {makeRootfs, makeWorkDirectory} from '../rootfs.js';
import {mustRun} from '../run.js';
import {type Container, type ContainerOptions, container, startup} from './container.js';

export type PodmanContainer = Container & {
  /** The storage directory of this Podman; its containers' names are below it. */
  storage: string;
};

/**
 * Starts a container under a Podman with a storage of its own. runc, because crun refuses hosts
 * that mount cgroup version 1 beside 2; limits, because Podman's own need CAP_SYS_RESOURCE.
 */
export const startPodman = async (options: ContainerOptions): Promise<PodmanContainer> => {
  const {name} = options;
  const directory = await makeWorkDirectory();
  const storage = join(directory, 'storage');
  const podman = (...args: string[]) =>
    program(
      ...(['podman', '--root', storage, '--runroot', join(directory, 'run')] as const),
      ...['--tmpdir', join(directory, 'tmp'), '--storage-driver', 'vfs'],
      ...['--cgroup-manager', 'cgroupfs', '--events-backend', 'file', '--runtime', 'runc'],
      ...args,
    );
  const guarded = await guard({
    what: `Podman container ${name}`,
    cleanUp: `
      ${cleanUpFunctions}
      conmon=$(cat ${quoted(directory)}/run/*-containers/*/userdata/conmon.pid 2>/dev/null)
      ${shellLine(podman('rm', '--force', '--time', '0', name))} >/dev/null 2>&1
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
    const run = podman('run', '--detach', ...arguments_, ...limits, '--rootfs', root, '/start');
    // conmon keeps standard error: in a pipe of ours it would never end.
    const log = join(directory, 'log');
    const id = (await mustRun(after(`exec 2>${quoted(log)}`, run))).trim();
    const format = ['--format', '{{.State.Pid}}'];
    const initPid = Number(await mustRun(podman('inspect', ...format, name)));
    const stop = () => guarded.release();
    return {...(await container({name, id, initPid, root, stop})), storage};
  } catch (error) {
    await guarded.release();
    throw error;
  }
};
