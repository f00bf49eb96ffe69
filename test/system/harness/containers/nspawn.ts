import {join} from 'node:path';
import {makeCgroup} from '../cgroups.js';
import {guard} from '../guard.js';
import {findByInnerPid} from '../process-files.js';
import {program, quoted} from '../program.js';
import {makeRootfs, makeWorkDirectory} from '../rootfs.js';
import {start} from '../running.js';
import {until} from '../wait.js';
import {type Container, type ContainerOptions, container, startup} from './container.js';

export type NspawnOptions = ContainerOptions & {
  /** `service`: as the template unit starts it; `scope`: as machined registers it. */
  unit?: 'service' | 'scope';
};

/**
 * Starts a container under systemd-nspawn, without a systemd that would make its unit: we make the
 * cgroup that the unit would have, and nspawn divides it into `payload` and `supervisor`.
 */
export const startNspawn = async (options: NspawnOptions): Promise<Container> => {
  const {name, unit = 'service'} = options;
  const unitName = unit === 'service' ? `systemd-nspawn@${name}.service` : `machine-${name}.scope`;
  const directory = await makeWorkDirectory();
  const guarded = await guard({
    what: `nspawn container ${name}`,
    cleanUp: `
      cd ${quoted(directory)} && rm -rf \
        /run/systemd/nspawn/locks/"$(stat -c 'inode-%d:%i' rootfs)" \
        /run/systemd/nspawn/propagate/${quoted(name)} ${quoted(directory)}`,
  });
  const cgroup = await makeCgroup(`/machine.slice/${unitName}`, ['name=systemd', '']);
  try {
    const root = join(directory, 'rootfs');
    await makeRootfs(root, startup(options));
    const nspawn = await start(
      cgroup.enter(
        program(
          ...(['systemd-nspawn', '--quiet', '--directory', root, '--machine', name] as const),
          ...['--register=no', '--keep-unit', '--private-network', '--console=pipe'],
          ...['--as-pid2', '/start'],
        ),
      ),
    );
    const stop = async () => {
      // The group first: a supervisor that is killed alone leaves its payload behind.
      await cgroup.release();
      await nspawn.exited;
      await guarded.release();
    };

    const find = (innerPid: number) =>
      until(
        () => `process ${innerPid} inside; ${nspawn.output()}`,
        () => findByInnerPid(nspawn.pid, innerPid),
      );
    // The first process is a stub of nspawn's, and the command its child.
    const [initPid, commandPid] = [await find(1), await find(2)];
    return await container({name, id: name, initPid, commandPid, root, stop});
  } catch (error) {
    await cgroup.release();
    await guarded.release();
    throw error;
  }
};
