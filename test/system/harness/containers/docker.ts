import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type Program, program, quoted, shellLine} from '../../../support/program.js';
import {mustRun, run} from '../../../support/run.js';
import {until} from '../../../support/until.js';
import {cleanUpFunctions} from '../cgroups.js';
import {guard} from '../guard.js';
import {idleCommand, makeRootfs, makeWorkDirectory} from '../roots/rootfs.js';
import {type Container, type ContainerOptions, startup, withMethods} from './container.js';

export type DockerOptions = ContainerOptions & {
  /** As `docker run --cgroup-parent`. */
  cgroupParent?: string;
  /** It shares the host's pid namespace: only the cgroup distinguishes its processes. */
  hostPids?: boolean;
};

export type Docker = {
  socket: string;
  image: string;
  /** A command line for this daemon. */
  docker(...args: string[]): Program;
  /** The daemon's data, where the names of its containers are. */
  dataRoot: string;
  startContainer(options: DockerOptions): Promise<Container>;
  /** Ends the daemon and every container that is left. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const image = 'ksmtop-test:root';

/** Starts a Docker daemon of our own: no network, no storage driver that needs the kernel's help. */
export const startDocker = async (): Promise<Docker> => {
  const directory = await makeWorkDirectory();
  const [socket, dataRoot, log, pidFile] = ['socket', 'data', 'log', 'pid'].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  const daemon = program(
    ...(['dockerd', '--host', `unix://${socket}`, '--data-root', dataRoot] as const),
    ...['--exec-root', join(directory, 'exec'), '--pidfile', pidFile, '--storage-driver', 'vfs'],
    ...['--bridge', 'none', '--iptables=false', '--ip6tables=false', '--ip-forward=false'],
  );
  const docker = (...args: string[]): Program =>
    program('docker', '--host', `unix://${socket}`, ...args);
  const guarded = await guard({
    what: 'the Docker daemon',
    prepare: `
      ${shellLine(daemon)} </dev/null >${quoted(log)} 2>&1 &
      daemon=$!`,
    cleanUp: `
      ${cleanUpFunctions}
      containers=$(${shellLine(docker('ps', '--all', '--quiet'))})
      [ -z "$containers" ] || ${shellLine(docker('rm', '--force'))} $containers >/dev/null
      kill $daemon && wait $daemon
      remove_empty_cgroup /docker
      unmount_below ${quoted(directory)} &&
      rm -rf ${quoted(directory)}`,
  });
  try {
    await until(
      'the Docker daemon to answer',
      async () => (await run(docker('version'))).code === 0,
      {intervalMs: 50},
    ).catch(async (error) => {
      throw new Error(await readFile(log, 'utf8'), {cause: error});
    });
    const root = join(directory, 'root');
    await mkdir(root);
    await makeRootfs(root, {command: idleCommand});
    const archive = join(directory, 'root.tar');
    await mustRun(program('tar', '-C', root, '-cf', archive, '.'));
    await mustRun(docker('import', archive, image));
  } catch (error) {
    await guarded.release();
    throw error;
  }

  const startContainer = async (options: DockerOptions): Promise<Container> => {
    const {name, cgroupParent, hostPids = false} = options;
    const {command, env = {}} = startup(options);
    const variables = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    const parent = cgroupParent === undefined ? [] : ['--cgroup-parent', cgroupParent];
    const pids = hostPids ? ['--pid', 'host'] : [];
    const settings = ['--network', 'none', ...variables, ...parent, ...pids];
    const id = await mustRun(
      docker('run', '--detach', '--name', name, '--hostname', name, ...settings, image, ...command),
    );
    const format = ['--format', '{{.State.Pid}}'];
    const initPid = Number(await mustRun(docker('inspect', ...format, name)));
    const stop = async () => {
      await mustRun(docker('rm', '--force', name));
      if (cgroupParent !== undefined) {
        await mustRun(removeEmptyCgroup(cgroupParent));
      }
    };

    const root = `/proc/${initPid}/root`;
    return withMethods(
      {name, id: id.trim(), initPid, commandPid: initPid, root, stop},
      async () => {
        const {stdout, stderr} = await run(docker('logs', name));
        return stdout + stderr;
      },
    );
  };

  return {
    socket,
    image,
    docker,
    dataRoot,
    startContainer,
    stop: () => guarded.release(),
    [Symbol.asyncDispose]: () => guarded.release(),
  };
};

const removeEmptyCgroup = (path: string): Program =>
  program('/bin/sh', '-c', `${cleanUpFunctions} && remove_empty_cgroup ${quoted(path)}`);
