import {closeSync, constants, openSync} from 'node:fs';
import {chmod, chown, copyFile, mkdtemp, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createLocalReader, type LocalReader} from '../../source/host/localReader.js';
import {createAskSocket} from '../../source/host/names/askSocket.js';
import {createSampler, type Sampler} from '../../source/host/sampler.js';
import {type Cgroup, cgroupMounts, makeCgroup} from './harness/cgroups.js';
import {randomId} from './harness/containers/container.js';
import {program} from './harness/program.js';
import {missing} from './harness/requirements.js';
import {mustRun} from './harness/run.js';
import {type Running, start} from './harness/running.js';
import {until} from './harness/wait.js';

const nobody = 65_534;
const slice = `/user.slice/user-${nobody}.slice/user@${nobody}.service`;

let directory: string;
let reader: LocalReader;
let sampler: Sampler;
let monitor: Running | undefined;
let cgroup: Cgroup | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ksmtop-monitor-'));
  await chmod(directory, 0o755);
  reader = createLocalReader();
  const askSocket = createAskSocket(reader);
  sampler = createSampler(reader, {procfs: '/proc', sysfs: '/sys'}, {hostRoot: '/', askSocket});
});

afterEach(async () => {
  sampler.stop();
  reader.close();
  // What is in the group holds the output that the monitor is waited for.
  await cgroup?.release();
  await monitor?.stop();
  monitor = undefined;
  cgroup = undefined;
  await rm(directory, {recursive: true});
});

/** A user's shell that calls itself a monitor, with a program in a group called as a container. */
async function startMonitor(id: string, group: string): Promise<void> {
  cgroup = await makeCgroup(`${group}/libpod-${id}.scope`);
  const conmon = join(directory, 'conmon');
  await copyFile('/bin/sh', conmon);
  await chmod(conmon, 0o755);
  monitor = await start(
    program(
      ...(['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] as const),
      ...[conmon, '-c', 'sleep 600 & echo $!; wait', 'sh', '-c', id, '-n', 'told'],
      ...['-b', join(directory, 'containers/userdata')],
      ...['-p', join(directory, 'state/userdata/pidfile')],
    ),
  );
  const [, child = ''] = /^(\d+)\n/.exec(await monitor.waitForOutput(/^\d+\n/)) ?? [];
  for (const mount of await cgroupMounts()) {
    if (mount.controllers === 'cpuset') continue;
    await writeFile(join(mount.directory, cgroup.path, 'cgroup.procs'), child);
  }
}

/** The name of this container, once it was looked for; `meanwhile` is called all the time. */
function nameOf(id: string, meanwhile = () => {}): Promise<{name: string | undefined}> {
  return until('the container looked at', async () => {
    const {processes, containerNames, containersPending} = await sampler.sample();
    meanwhile();
    const isListed = processes?.some(({container}) => container.id === id);
    return isListed && !containersPending && {name: containerNames[id]};
  });
}

/** A writer of a pipe finds somebody who has it open for reading, or waits in opening it. */
function isRead(pipe: string): boolean {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return false;
    throw error;
  }
}

describe.skipIf(missing('monitors of users', 'root'))("a user's process called conmon", () => {
  const id = randomId();
  const ofUser = `podman:user@${nobody}/${id}`;

  test('opens no pipe and no device', async () => {
    const pipe = join(directory, 'containers.json');
    await mustRun(program('mkfifo', pipe));
    // Its reader waits for somebody at the other end of a new terminal.
    await symlink('/dev/ptmx', join(directory, 'volatile-containers.json'));
    await startMonitor(id, slice);
    let timesRead = 0;
    const {name} = await nameOf(ofUser, () => {
      if (isRead(pipe)) timesRead++;
    });
    // It was listened to, with no more than words.
    expect(name).toBe(`user@${nobody}/told`);
    expect({timesRead, hung: reader.hungReads}).toEqual({timesRead: 0, hung: 0});
  });

  test('names its own container by a file of its own', async () => {
    const index = join(directory, 'containers.json');
    await writeFile(index, JSON.stringify([{id, names: ['own']}]));
    await chown(index, nobody, nobody);
    await startMonitor(id, slice);
    expect(await nameOf(ofUser)).toEqual({name: `user@${nobody}/own`});
  });

  test('says nothing of a container of root', async () => {
    await startMonitor(id, '/machine.slice');
    expect(await readFile(`/proc/${monitor?.pid}/comm`, 'utf8')).toBe('conmon\n');
    expect(await nameOf(`podman:${id}`)).toEqual({name: undefined});
  });
});
