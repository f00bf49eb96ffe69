import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {program, quoted} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';
import {cleanUpFunctions} from '../cgroups.js';
import {guard} from '../guard.js';
import {makeRootfs, makeWorkDirectory} from '../roots/rootfs.js';
import {type Container, type ContainerOptions, container, startup} from './container.js';

export type LxcOptions = ContainerOptions & {
  /** Root inside is this user outside, as in unprivileged containers. */
  idMapBase?: number;
  /** `proxmox`: the groups `/lxc/NAME/ns` and `/lxc.monitor/NAME` in place of LXC's own. */
  cgroups?: 'default' | 'proxmox';
};

const idMapSize = 65_536;

const cgroupsOf = {
  default: (name: string) => ({
    groups: [`/lxc.payload.${name}`, `/lxc.monitor.${name}`],
    settings: {},
  }),
  proxmox: (name: string) => ({
    groups: [`/lxc/${name}`, `/lxc.monitor/${name}`],
    settings: {
      'lxc.cgroup.dir.monitor': `lxc.monitor/${name}`,
      'lxc.cgroup.dir.container': `lxc/${name}`,
      'lxc.cgroup.dir.container.inner': 'ns',
    },
  }),
};

/** Starts a container under LXC. Its name must be unique on the machine, or LXC numbers it. */
export const startLxc = async (options: LxcOptions): Promise<Container> => {
  const {name, idMapBase, cgroups = 'default'} = options;
  const {groups, settings} = cgroupsOf[cgroups](name);
  const directory = await makeWorkDirectory();
  const guarded = await guard({
    what: `LXC container ${name}`,
    cleanUp: `
      ${cleanUpFunctions}
      lxc-stop -k -P ${quoted(directory)} -n ${quoted(name)} >/dev/null 2>&1
      ${groups.map((group) => `remove_cgroup ${quoted(group)} &&`).join('\n')}
      remove_empty_cgroup /lxc.pivot &&
      rm -rf ${quoted(directory)} ${quoted(join('/run/lxc/lock', directory))}`,
  });
  try {
    const root = join(directory, name, 'rootfs');
    await makeRootfs(root, startup(options));
    await writeFile(
      join(directory, name, 'config'),
      configuration(name, root, settings, idMapBase),
    );
    if (idMapBase !== undefined) {
      await mustRun(program('chown', '-R', `${idMapBase}:${idMapBase}`, root));
    }

    const where = ['-P', directory, '-n', name];
    await mustRun(program('lxc-start', ...where, '-o', join(directory, 'log'), '-l', 'WARN'));
    const initPid = Number(await mustRun(program('lxc-info', ...where, '-p', '-H')));
    return await container({name, id: name, initPid, root, stop: () => guarded.release()});
  } catch (error) {
    await guarded.release();
    throw error;
  }
};

const configuration = (
  name: string,
  root: string,
  settings: Readonly<Record<string, string>>,
  idMapBase: number | undefined,
): string => {
  const lines = Object.entries({
    'lxc.rootfs.path': `dir:${root}`,
    'lxc.uts.name': name,
    'lxc.net.0.type': 'empty',
    'lxc.mount.auto': 'proc:mixed sys:ro',
    'lxc.apparmor.profile': 'unconfined',
    'lxc.init.cmd': '/start',
    ...settings,
  }).map(([key, value]) => `${key} = ${value}`);
  const maps =
    idMapBase === undefined
      ? []
      : ['u', 'g'].map((of) => `lxc.idmap = ${of} 0 ${idMapBase} ${idMapSize}`);
  return `${[...lines, ...maps].join('\n')}\n`;
};
