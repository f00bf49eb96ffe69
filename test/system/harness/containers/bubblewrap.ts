import {join} from 'node:path';
import {program, quoted} from '../../../support/program.js';
import {until} from '../../../support/until.js';
import {guard} from '../guard.js';
import {findByInnerPid} from '../ksmd/process-files.js';
import {makeRootfs, makeWorkDirectory} from '../roots/rootfs.js';
import {start} from '../running.js';
import {type Container, type ContainerOptions, container, startup} from './container.js';

/** Starts a container under bubblewrap: namespaces, and no cgroup of its own. */
export const startBubblewrap = async (options: ContainerOptions): Promise<Container> => {
  const {name} = options;
  const directory = await makeWorkDirectory();
  const guarded = await guard({
    what: `bubblewrap container ${name}`,
    cleanUp: `rm -rf ${quoted(directory)}`,
  });
  try {
    const root = join(directory, 'rootfs');
    await makeRootfs(root, startup(options));
    const bubblewrap = await start(
      program(
        ...(['bwrap', '--bind', root, '/', '--proc', '/proc', '--dev', '/dev'] as const),
        ...['--unshare-all', '--hostname', name, '--clearenv', '--setenv', 'PATH', '/bin'],
        ...['--die-with-parent', '/start'],
      ),
    );
    const stop = async () => {
      await bubblewrap.stop();
      await guarded.release();
    };

    const find = (innerPid: number) =>
      until(
        () => `process ${innerPid} inside; ${bubblewrap.output()}`,
        () => findByInnerPid(bubblewrap.pid, innerPid),
      );
    // The first process is bubblewrap's own, and the command its child.
    const [initPid, commandPid] = [await find(1), await find(2)];
    return await container({name, id: name, initPid, commandPid, root, stop});
  } catch (error) {
    await guarded.release();
    throw error;
  }
};
