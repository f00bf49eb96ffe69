import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, program, quoted} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';
import {cleanUpFunctions} from '../cgroups.js';
import {guard} from '../guard.js';
import {makeRootfs, makeWorkDirectory} from '../roots/rootfs.js';
import {type Container, type ContainerOptions, container, startup} from './container.js';

export type RuncOptions = ContainerOptions & {
  /**
   * The path of its cgroup, which alone distinguishes Docker, Kubernetes, Podman and the others:
   * `/docker/ID`, `/kubepods/burstable/podUID/ID`, `/machine.slice/libpod-ID.scope`.
   */
  cgroupPath: string;
};

/** Starts a container under runc, in the cgroup that any other runtime would have made. */
export const startRunc = async (options: RuncOptions): Promise<Container> => {
  const {name, cgroupPath} = options;
  const directory = await makeWorkDirectory();
  const runc = ['--root', join(directory, 'state')];
  const guarded = await guard({
    what: `runc container ${name}`,
    cleanUp: `
      ${cleanUpFunctions}
      runc ${runc.map(quoted).join(' ')} delete -f ${quoted(name)} >/dev/null 2>&1
      remove_cgroup ${quoted(cgroupPath)} &&
      rm -rf ${quoted(directory)}`,
  });
  try {
    const root = join(directory, 'rootfs');
    await mkdir(root);
    await makeRootfs(root, startup(options));
    await writeFile(
      join(directory, 'config.json'),
      JSON.stringify(configuration(name, cgroupPath)),
    );
    // Detached: else the container would keep our pipes open.
    const log = join(directory, 'log');
    const run = program('runc', ...runc, 'run', '--detach', '--bundle', directory, name);
    await mustRun(after(`exec </dev/null >${quoted(log)} 2>&1`, run));
    const state = JSON.parse(await mustRun(program('runc', ...runc, 'state', name)));
    const stop = () => guarded.release();
    return await container({name, id: name, initPid: Number(state.pid), root, stop});
  } catch (error) {
    await guarded.release();
    throw error;
  }
};

/** As many capabilities as Docker gives. */
const capabilities = [
  ...['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FSETID', 'CAP_FOWNER', 'CAP_MKNOD', 'CAP_NET_RAW'],
  ...['CAP_SETGID', 'CAP_SETUID', 'CAP_SETFCAP', 'CAP_SETPCAP', 'CAP_NET_BIND_SERVICE'],
  ...['CAP_SYS_CHROOT', 'CAP_KILL', 'CAP_AUDIT_WRITE'],
];

const configuration = (hostname: string, cgroupsPath: string) => ({
  ociVersion: '1.0.2',
  process: {
    user: {uid: 0, gid: 0},
    args: ['/start'],
    cwd: '/',
    env: ['PATH=/usr/bin:/bin'],
    capabilities: {
      bounding: capabilities,
      effective: capabilities,
      permitted: capabilities,
    },
  },
  root: {path: 'rootfs'},
  hostname,
  mounts: [
    {destination: '/proc', type: 'proc', source: 'proc'},
    {destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['ro']},
    {destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['mode=755']},
  ],
  linux: {
    cgroupsPath,
    namespaces: ['pid', 'mount', 'uts', 'ipc', 'network'].map((type) => ({type})),
  },
});
