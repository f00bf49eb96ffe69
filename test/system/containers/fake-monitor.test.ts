import {closeSync, constants, openSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {chmod, copyFile, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {type Cgroup, cgroupMounts, makeCgroup} from '../harness/cgroups.js';
import {randomId} from '../harness/containers/container.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {type Running, start} from '../harness/running.js';
import {withFiles} from '../harness/view.js';

const nobody = 65_534;
const ofNobody = `/user.slice/user-${nobody}.slice/user@${nobody}.service`;

let directory: string;
let storage: string;
let monitor: Running | undefined;
let cgroup: Cgroup | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ksmtop-monitor-'));
  await chmod(directory, 0o755);
  storage = join(directory, 'storage');
  await mkdir(storage);
});

afterEach(async () => {
  // What is in the group holds the output that the monitor is waited for.
  await cgroup?.release();
  await monitor?.stop();
  monitor = undefined;
  cgroup = undefined;
  await rm(directory, {recursive: true});
});

/** A user's shell that calls itself a monitor, with a program in a group called as a container. */
async function startMonitor(id: string, place: string): Promise<void> {
  cgroup = await makeCgroup(`${place}/libpod-${id}.scope`);
  const conmon = join(directory, 'conmon');
  await copyFile('/bin/sh', conmon);
  await chmod(conmon, 0o755);
  monitor = await start(
    program(
      ...(['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] as const),
      ...[conmon, '-c', 'sleep 600 & echo $!; wait', 'sh', '-c', id, '-n', 'told'],
      ...['-b', join(storage, 'containers/userdata')],
      ...['-p', join(storage, 'state/containers/pidfile')],
    ),
  );
  const [, child = ''] = /^(\d+)\n/.exec(await monitor.waitForOutput(/^\d+\n/)) ?? [];
  for (const mount of await cgroupMounts()) {
    if (mount.controllers === 'cpuset') continue;
    await writeFile(join(mount.directory, cgroup.path, 'cgroup.procs'), child);
  }
}

/** The names that ksmtop gives a container in its samples; `meanwhile` is called all the time. */
async function namesOf(
  id: string,
  files: string,
  meanwhile = (_pid: number) => {},
): Promise<ReadonlySet<string>> {
  const print = ksmtopProgram('print', '--format', 'json', '-n', '6', '-d', '0.5');
  await using running = await start(withFiles(storage, files)(print));
  let code: number | null | undefined;
  void running.exited.then((status) => {
    code = status.code;
  });
  await until(
    () => `ksmtop to end: ${running.output()}`,
    () => {
      meanwhile(running.pid);
      return code !== undefined;
    },
  );
  expect(code, running.output()).toBe(0);
  const samples = running.output().trim().split('\n');
  return new Set(
    samples.flatMap((line) => {
      const {containers = []}: {containers?: Array<{id: string; name: string}>} = JSON.parse(line);
      return containers.filter((each) => each.id === id).map(({name}) => name);
    }),
  );
}

/** Whether somebody has the pipe open for reading, or waits in opening it. */
function isRead(pipe: string): boolean {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    // ENXIO: nobody; ENOENT: the pipe is not there yet, or no longer.
    return false;
  }
}

/** What the process and its children have open. */
function openFiles(pid: number): string[] {
  const pids = readdirSync('/proc').filter(
    (name) => name === String(pid) || parentOf(name) === String(pid),
  );
  return pids.flatMap((each) =>
    (attempt(() => readdirSync(`/proc/${each}/fd`)) ?? []).flatMap(
      (name) => attempt(() => readlinkSync(`/proc/${each}/fd/${name}`)) ?? [],
    ),
  );
}

function parentOf(pid: string): string | undefined {
  if (!/^\d+$/.test(pid)) return undefined;
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat?.slice(stat.lastIndexOf(')')).split(' ')[2];
}

/** Processes end while they are looked at. */
function attempt<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

describe.skipIf(missing('monitors of users', 'root', 'unshare'))(
  "a user's process called conmon",
  () => {
    const id = randomId();
    const ofUser = `podman:user@${nobody}/${id}`;
    const index = `echo '[{"id": "${id}", "names": ["own"]}]' >containers.json`;

    test('has no pipe opened, and no device', async () => {
      await startMonitor(id, ofNobody);
      const files = 'mkfifo containers.json; ln -s /dev/ptmx volatile-containers.json';
      let timesRead = 0;
      const devices = new Set<string>();
      const names = await namesOf(ofUser, files, (pid) => {
        if (isRead(`/proc/${pid}/root${storage}/containers.json`)) timesRead++;
        for (const path of openFiles(pid)) if (path.endsWith('ptmx')) devices.add(path);
      });
      // It was listened to, with no more than words.
      expect(names).toContain(`user@${nobody}/told`);
      expect({timesRead, devices: [...devices]}).toEqual({timesRead: 0, devices: []});
    });

    test('names its own container by a file of its own', async () => {
      await startMonitor(id, ofNobody);
      const names = await namesOf(ofUser, `${index}; chown ${nobody} containers.json`);
      expect(names).toContain(`user@${nobody}/own`);
    });

    test('names it by no file that its user may not read', async () => {
      await startMonitor(id, ofNobody);
      const names = await namesOf(
        ofUser,
        `${index}; chown 1 containers.json; chmod 600 containers.json`,
      );
      expect(names).toContain(`user@${nobody}/told`);
      expect(names).not.toContain(`user@${nobody}/own`);
    });

    test('says nothing of a container of root', async () => {
      await startMonitor(id, '/machine.slice');
      const names = await namesOf(`podman:${id}`, index);
      expect([...names]).toEqual([id.slice(0, 12)]);
    });
  },
);
