import {program, quoted} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';
import {projectRoot} from '../../../support/typescript.js';
import {guard} from '../guard.js';
import {familyOf} from '../ksmd/process-files.js';

/** An LXC container with MariaDB, PHP-FPM and Apache. */
export type LampContainer = {
  name: string;
  pids(): Promise<number[]>;
  stop(): Promise<void>;
};

/**
 * Starts one as `ksmtop demo` has it; resolves when every worker has served its page.
 * @param root Where the containers of a test are copied from; the first one makes it.
 */
export const startLamp = async (
  directory: string,
  root: string,
  name: string,
): Promise<LampContainer> => {
  const [containers, from, called] = [directory, root, name].map(quoted);
  const guarded = await guard({
    what: `container ${name}`,
    prepare: `
      . ${quoted(`${projectRoot}scripts/demo/lamp.sh`)}
      [ -d ${from} ] || make_root ${from} || exit
      start_container ${containers} ${from} ${called} &&
        serve ${containers} ${called} || { stop_containers ${containers}; exit 1; }`,
    cleanUp: `stop_containers ${containers}`,
  });
  const init = await mustRun(program('lxc-info', '-P', directory, '-n', name, '-p', '-H'));
  return {name, pids: () => familyOf(Number(init)), stop: guarded.release};
};
