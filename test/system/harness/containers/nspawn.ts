import {join} from 'node:path';
import {type Program, program, quoted} from '../../../support/program.js';
import {Terminal} from '../../../support/pty.js';
import {mustRun} from '../../../support/run.js';
import {until} from '../../../support/until.js';
import {makeCgroup} from '../cgroups.js';
import {guard} from '../guard.js';
import {findByInnerPid} from '../ksmd/process-files.js';
import {makeRootfs, makeWorkDirectory} from '../roots/rootfs.js';
import {boundDirectories, editing, makeSystemdRoot} from '../roots/systemdRoot.js';
import {start} from '../running.js';
import {type Container, type ContainerOptions, container, startup} from './container.js';

export type NspawnOptions = ContainerOptions & {
  /** `service`: as the template unit starts it; `scope`: as machined registers it. */
  unit?: 'service' | 'scope';
  /** A systemd is booted in it, which runs the command as this service. */
  service?: string;
  /** Adds to its root before it starts. */
  fill?: (root: string) => Promise<void>;
};

export type NspawnContainer = Container & {
  /** Stops it, and starts it again from its root; what this returns is in place of the old one. */
  restart(): Promise<NspawnContainer>;
};

/**
 * Starts a container under systemd-nspawn, without a systemd that would make its unit: we make the
 * cgroup that the unit would have, and nspawn divides it into `payload` and `supervisor`.
 */
export const startNspawn = async (options: NspawnOptions): Promise<NspawnContainer> => {
  const {name, service} = options;
  const directory = await makeWorkDirectory();
  const guarded = await guard({
    what: `nspawn container ${name}`,
    cleanUp: `
      cd ${quoted(directory)} && rm -rf \
        /run/systemd/nspawn/locks/"$(stat -c 'inode-%d:%i' rootfs)" \
        /run/systemd/nspawn/propagate/${quoted(name)} ${quoted(directory)}`,
  });
  let launched: Launched | undefined;
  const stop = async () => {
    await launched?.stop();
    await guarded.release();
  };
  const root = join(directory, 'rootfs');
  const started = async (): Promise<NspawnContainer> => {
    launched = await launch(root, options);
    return {...(await container({name, id: name, ...launched.pids, root, stop})), restart};
  };
  const restart = async () => {
    await launched?.stop();
    return started();
  };

  try {
    await (service === undefined
      ? makeRootfs(root, startup(options))
      : makeSystemdRoot(root, service, startup(options)));
    await options.fill?.(root);
    return await started();
  } catch (error) {
    await stop();
    throw error;
  }
};

type Launched = {
  pids: {initPid: number; commandPid: number};
  stop(): Promise<void>;
};

const launch = async (
  root: string,
  {name, unit = 'service', service}: NspawnOptions,
): Promise<Launched> => {
  const unitName = unit === 'service' ? `systemd-nspawn@${name}.service` : `machine-${name}.scope`;
  const cgroup = await makeCgroup(`/machine.slice/${unitName}`, ['name=systemd', '']);
  try {
    const nspawn = await start(
      cgroup.enter(
        program(
          ...(['systemd-nspawn', '--quiet', '--directory', root, '--machine', name] as const),
          ...['--register=no', '--keep-unit', '--private-network', '--console=pipe'],
          ...(service === undefined ? ['--as-pid2', '/start'] : [...bound(), '--boot']),
        ),
      ),
    );
    const stop = async () => {
      // The group first: a supervisor that is killed alone leaves its payload behind.
      await cgroup.release();
      await nspawn.exited;
    };
    const find = (innerPid: number) =>
      until(
        () => `process ${innerPid} inside; ${nspawn.output()}`,
        () => findByInnerPid(nspawn.pid, innerPid),
      );
    // The first process is systemd, or a stub of nspawn's, which has the command as its child.
    const initPid = await find(1);
    const inner = service === undefined ? 2 : await mainPid(initPid, service);
    return {pids: {initPid, commandPid: await find(inner)}, stop};
  } catch (error) {
    await cgroup.release();
    throw error;
  }
};

const bound = () => boundDirectories().map((directory) => `--bind-ro=${directory}`);

const mainPid = (initPid: number, service: string): Promise<number> =>
  until(`${service} to run`, async () => {
    const show = `systemctl show --property MainPID --value ${service}`;
    return Number(await mustRun(inside({initPid}, show))) || undefined;
  });

/** A line for the shell inside, as `machinectl shell` opens one where the host has systemd. */
export const inside = ({initPid}: Pick<Container, 'initPid'>, line: string): Program =>
  program(
    ...(['nsenter', '--target', String(initPid), '--all', '--root', '--wd'] as const),
    ...['/bin/sh', '-c', line],
  );

/** Types the line into a terminal inside, where `systemctl edit` has a scripted editor. */
export const typeInside = async (machine: Container, line: string): Promise<void> => {
  const terminal = Terminal.start({...inside(machine, line), env: editing});
  const {code} = await terminal.exited;
  if (code !== 0) throw new Error(`${line}: exit code ${code}\n${terminal.text().join('\n')}`);
};
