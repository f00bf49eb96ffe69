import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {createLocalHost} from '../../../source/host/local/localHost.js';
import {farSideCommand} from '../../../source/host/ssh/connection/sshCommand.js';
import {createSshHost, type SshHost} from '../../../source/host/ssh/sshHost.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {carryOut, readBackTexts} from '../../../source/session/carryOut.js';
import {kernels} from '../../fixtures/kernels/kernels.js';
import {type TreeFiles, type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {isWhole} from '../../support/hosts/describedHost.js';
import {shells, startFarSide} from '../../support/hosts/farSide.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';
import {makePipe} from '../../support/pipes.js';

const open: Array<() => Promise<void> | void> = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** The first retry comes after a second, and the machine may be busy. */
const patient = {timeout: 10_000};

type Far = {host: SshHost; lines: ChildProcess[]};

/** A host whose connection is a local process, without ssh. */
function hostOver(mounts: Partial<WrittenTree>, connect = () => startFarSide()): Far {
  const lines: ChildProcess[] = [];
  const host = createSshHost({
    destination: 'hn1',
    mounts,
    connectBy() {
      const line = connect();
      lines.push(line);
      return line;
    },
  });
  open.push(host.close);
  return {host, lines};
}

function treeOf(name: string): WrittenTree {
  const kernel = kernels[name];
  if (!kernel) throw new Error(`there is no ${name}`);
  const tree = writeTree(kernel.files);
  open.push(() => tree[Symbol.dispose]());
  return tree;
}

/** What does not depend on when it was taken, nor on the machine around the tree. */
function lasting({host, ksm, memory, vmstat, ksmd, processes, containerMemory}: Sample) {
  const {userNames: _, containerFilesRead: __, ...facts} = host;
  return {host: facts, ksm, memory, vmstat, ksmd, processes, containerMemory};
}

/** Without the figures that come from files in containers. */
function withoutContainerFiles(sample: ReturnType<typeof lasting>) {
  return {
    ...sample,
    processes: sample.processes?.map((process) => {
      const {requested: _, ...preload} = process.preload;
      return process.container.kind === 'host' ? process : {...process, preload};
    }),
  };
}

describe.each(shells.filter(({present}) => present))('through $command', ({command}) => {
  // The oldest and the newest in each shell, all in one.
  const shown = command === 'dash' ? Object.keys(kernels) : ['kernel-2.6.32-openvz', 'kernel-6.18'];

  test.each(shown)('shows %s as it is seen there', async (name) => {
    const tree = treeOf(name);
    const local = createLocalHost(tree);
    open.push(local.close);
    const {host} = hostOver(tree, () => startFarSide(command));
    await host.connect(false);
    const wanted = lasting(await sampleUntil(local, 'all read here', isWhole));
    const there = await sampleUntil(host, 'all read there', isWhole);
    expect(there.host.containerFilesRead).toBe(false);
    const {procfs, sysfs} = tree;
    expect(there.remote).toEqual({
      name: 'hn1',
      options: `-H hn1 --procfs ${procfs} --sysfs ${sysfs}`,
    });
    expect(there.containerLibraries).toEqual({host: false});
    expect(withoutContainerFiles(lasting(there))).toEqual(withoutContainerFiles(wanted));
    // That one asks for no library is not known without the file of its container.
    const denied = there.processes?.filter(({preload}) => preload.requested === false) ?? [];
    expect(denied.filter(({container}) => container.kind !== 'host')).toEqual([]);
  });
});

test('a process that hangs there from its first moment on is counted', async () => {
  const tree = treeOf('kernel-6.18');
  const {host} = hostOver(tree);
  await host.connect(false);
  const before = await sampleUntil(host, 'all read', isWhole);
  const [example] = before.processes ?? [];
  tree.update({
    'proc/60001/stat': '',
    'proc/60001/cgroup': '0::/lxc.payload.w01\n',
    'proc/60001/status': 'Name:\tnginx\nState:\tD (disk sleep)\nTgid:\t60001\nPPid:\t7\n',
  });
  makePipe(tree.directory, 'proc/60001/stat', {opens: true});
  const silent = ({processes = []}: Sample) => processes.find(({pid}) => pid === 60_001);
  const after = await sampleUntil(host, 'the new one', (sample) => Boolean(silent(sample)));
  expect(silent(after)).toMatchObject({
    command: 'nginx',
    parentPid: 7,
    readable: false,
    container: {kind: 'lxc', name: 'w01'},
  });
  expect(silent(after)).not.toHaveProperty('startTicks');
  expect(after.processes).toContainEqual(example);
});

test('this machine looks the same over a connection', async () => {
  const local = createLocalHost();
  open.push(local.close);
  const {host} = hostOver({});
  await host.connect(false);
  const self = (sample: Sample) => sample.processes?.find(({pid}) => pid === process.pid);
  const here = await sampleUntil(local, 'itself read here', (sample) => Boolean(self(sample)));
  const there = await sampleUntil(host, 'itself read there', (sample) => Boolean(self(sample)));
  expect(there.host).toMatchObject({
    name: here.host.name,
    pageSizeBytes: here.host.pageSizeBytes,
    userNames: here.host.userNames,
  });
  expect(Object.keys(there.ksm?.parameters ?? {})).toEqual(Object.keys(here.ksm?.parameters ?? {}));
  expect(self(there)).toMatchObject({
    startTicks: self(here)?.startTicks,
    commandLine: self(here)?.commandLine,
    container: self(here)?.container,
    preload: self(here)?.preload,
  });
  const inspection = await host.inspect(self(there) ?? {pid: 0, startTicks: 0});
  expect(inspection?.namespaces['pid']).toMatch(/^pid:/);
  expect(inspection?.executable).toBe(process.execPath);
  expect(inspection?.regions?.length).toBeGreaterThan(10);
  expect((await host.surroundings()).memoryDirectory).toBeDefined();
});

test('what a login prints before is ignored, whatever it is', async () => {
  const noise = String.raw`printf 'Welcome\n\000\377 cat: x: No such file\n'; head -c 70000 /dev/urandom`;
  const command = `${noise}; ${farSideCommand(false)}`;
  const {host} = hostOver(treeOf('kernel-6.18'), () => spawn('/bin/bash', ['-c', command]));
  await host.connect(false);
  expect((await host.sample()).host.kernelRelease).toMatch(/^6\.18/);
});

test.each([
  [
    'a login that is refused',
    'echo This account is not available.; exit 1',
    /account is not avail/,
  ],
  ['a shell that is missing', 'exec /bin/missing', /\/bin\/missing/],
  [
    'a key that is not known',
    'echo Host key verification failed. >&2; exit 255',
    /is not known here/,
  ],
  ['sudo with a password', 'echo sudo: a password is required >&2; exit 1', /NOPASSWD/],
  ['control characters', String.raw`printf '\033[2Jdone\007\n'; exit 1`, /ended: "\?\[2Jdone\?"\./],
])('%s is reported in a sentence', async (_, script, sentence) => {
  const {host} = hostOver({}, () => spawn('/bin/sh', ['-c', script]));
  await expect(host.connect(false)).rejects.toThrow(sentence);
  expect(host.connection).toMatchObject({state: 'lost', problem: expect.stringMatching(sentence)});
  await expect(host.sample()).rejects.toThrow(sentence);
});

test('a program that is missing here', async () => {
  const {host} = hostOver({}, () => spawn('/nowhere/ssh', []));
  await expect(host.connect(false)).rejects.toThrow('install the OpenSSH client');
});

test('a connection that ends is replaced, and samples continue', async () => {
  const tree = treeOf('kernel-6.18');
  const {host, lines} = hostOver(tree);
  await host.connect(false);
  const before = await sampleUntil(host, 'all read', isWhole);
  expect(host.connection).toMatchObject({
    state: 'connected',
    clockAheadSeconds: expect.any(Number),
  });
  lines[0]?.kill('SIGKILL');
  await expect.poll(() => host.connection.state).toBe('lost');
  await expect(host.sample()).rejects.toThrow(
    'the connection to hn1 ended. Retrying automatically.',
  );
  const after = await sampleUntil(host, 'another line', () => true).catch(() => undefined);
  const last = after ?? (await untilSampled(host));
  expect(lines).toHaveLength(2);
  expect(last.monotonicMs).toBeGreaterThanOrEqual(before.monotonicMs);
  // What was known of its processes is known still.
  expect(last.processes).toEqual(before.processes);
});

test('a message from before a connection was ready is not why it ended', async () => {
  const banner = 'ssh: connect to host hn1 port 22: Connection refused';
  const command = `echo '${banner}' >&2; ${farSideCommand(false)}`;
  const {host, lines} = hostOver(treeOf('kernel-6.18'), () => spawn('/bin/sh', ['-c', command]));
  await host.connect(false);
  await host.sample();
  lines[0]?.kill('SIGKILL');
  await expect.poll(() => host.connection.state).toBe('lost');
  expect(host.connection.problem).toBe('the connection to hn1 ended.');
});

test('while there is no connection, requests do not pile up', async () => {
  const tree = treeOf('kernel-6.18');
  let sent = '';
  let tries = 0;
  const {host} = hostOver(tree, () => {
    if (tries++ === 0) return spawn('/bin/false', []);
    const line = startFarSide();
    const write = line.stdin?.write.bind(line.stdin) as (text: string) => boolean;
    if (line.stdin) {
      line.stdin.write = (text: string) => {
        sent += text;
        return write(text);
      };
    }
    return line;
  });
  const process = {pid: 1, startTicks: 1};
  // Before and after the first connection has failed.
  void host.sample().catch(() => {});
  await host.connect(false).catch(() => {});
  for (let tick = 0; tick < 100; tick++) {
    await expect(host.sample()).rejects.toThrow('Retrying automatically.');
    void host.inspect(process);
    expect(await host.memoryLimits?.([])).toEqual([]);
  }
  await untilSampled(host);
  const count = (name: string) => sent.split(`${tree.procfs}/${name}`).length - 1;
  // What was requested is requested again over the new connection.
  expect(count('sys/kernel/random/boot_id')).toBeLessThanOrEqual(3);
  expect(count('1/smaps')).toBeLessThanOrEqual(1);
});

test('a connection that stalls is reported, and late answers are not lost', async () => {
  const {host, lines} = hostOver(treeOf('kernel-6.18'));
  await host.connect(false);
  await sampleUntil(host, 'all read', isWhole);
  const stopped = pausedTree(lines[0]);
  stopped('SIGSTOP');
  await expect(host.sample()).rejects.toThrow(/hn1 has not answered for \d s\./);
  expect(host.connection.state).toBe('stalled');
  stopped('SIGCONT');
  await untilSampled(host);
  expect(host.connection.state).toBe('connected');
  expect(lines).toHaveLength(1);
});

test('after a reboot nothing is kept from before', async () => {
  const tree = treeOf('kernel-6.18');
  const boot = (id: string, uptime: number) =>
    tree.update({
      'proc/sys/kernel/random/boot_id': `${id}\n`,
      'proc/uptime': `${uptime}.00 0.00\n`,
    });
  boot('one', 90_000);
  const {host, lines} = hostOver(tree);
  await host.connect(false);
  const before = await sampleUntil(host, 'all read', isWhole);
  boot('two', 5);
  tree.update({'proc/sys/kernel/osrelease': '7.0.0\n'});
  lines[0]?.kill('SIGKILL');
  await expect.poll(() => host.connection.state).toBe('lost');
  const after = await untilSampled(host);
  expect(after.host).toMatchObject({kernelRelease: '7.0.0', uptimeSeconds: 5});
  expect(after.monotonicMs).toBeGreaterThan(before.monotonicMs);
});

describe('a write', () => {
  const run = (tree: WrittenTree) => `${tree.sysfs}/kernel/mm/ksm/run`;

  test('is read back', async () => {
    const tree = treeOf('kernel-6.18');
    const {host} = hostOver(tree);
    await host.connect(false);
    expect(await host.write('pages_to_scan', '321')).toMatchObject({value: '321'});
    expect(readFileSync(`${tree.sysfs}/kernel/mm/ksm/pages_to_scan`, 'utf8')).toBe('321\n');
    const sample = await host.sample();
    expect(sample.ownWrites).toEqual({pages_to_scan: ['321']});
    tree.remove('sys/kernel/mm/ksm/smart_scan');
    expect(await host.write('smart_scan', '0')).toMatchObject({errno: 'ENOENT'});
  });

  const killers = [
    ["by a user's signal", 0, 'EINTR'],
    ['by the out-of-memory killer', 1, 'OOM'],
  ] as const;
  const present = shells.filter((shell) => shell.present).map(({command}) => command);
  test.each(present.flatMap((shell) => killers.map((killer) => [shell, ...killer] as const)))(
    'to unmerge, through %s, whose process was killed %s, says so',
    async (shell, _, kills, errno) => {
      const tree = treeOf('kernel-6.18');
      const file = run(tree);
      const vmstat = readFileSync(`${tree.procfs}/vmstat`, 'utf8');
      tree.update({'proc/vmstat': `${vmstat}oom_kill 7\n`});
      tree.remove('sys/kernel/mm/ksm/run');
      makeFullPipe(file);
      const {host} = hostOver(tree, () => startFarSide(shell));
      await host.connect(false);
      const outcome = host.write('run', '2');
      let writer: number | undefined;
      await expect.poll(() => (writer = catInto(file)), patient).toBeDefined();
      tree.remove('sys/kernel/mm/ksm/run');
      tree.update({
        'proc/vmstat': `${vmstat}oom_kill ${7 + kills}\n`,
        'sys/kernel/mm/ksm/run': '0\n',
      });
      process.kill(writer as number, 'SIGKILL');
      expect(await outcome).toMatchObject({errno, value: '0'});
    },
  );

  test('whose answer was lost is read back over the next connection', async () => {
    const tree = treeOf('kernel-6.18');
    const {host, lines} = hostOver(tree);
    await host.connect(false);
    const outcome = host.write('run', '2');
    lines[0]?.stdout?.destroy();
    await expect.poll(() => readFileSync(run(tree), 'utf8')).toBe('2\n');
    lines[0]?.kill('SIGKILL');
    expect(await outcome).toMatchObject({value: '2'});
    expect(await outcome).not.toHaveProperty('errno');
    expect(lines).toHaveLength(2);
  });

  test('whose answer was lost is judged by the value read back', async () => {
    const tree = treeOf('kernel-6.18');
    tree.update({'sys/kernel/mm/ksm/pages_to_scan': '200\n'});
    const {host, lines} = hostOver(tree);
    await host.connect(false);
    const plan = {
      writes: [{name: 'pages_to_scan', from: '200', to: '100'}],
      before: {pages_to_scan: '200'},
    } as const;
    lines[0]?.stdout?.destroy();
    const written = carryOut(plan, host.write);
    await expect
      .poll(() => readFileSync(`${tree.sysfs}/kernel/mm/ksm/pages_to_scan`, 'utf8'))
      .toBe('100\n');
    lines[0]?.kill('SIGKILL');
    const execution = await written;
    expect(execution.problem).toBeUndefined();
    expect(readBackTexts(execution)).toEqual(['pages_to_scan is 100: written.']);
    await untilSampled(host);
    const stopped = pausedTree(lines[1]);
    stopped('SIGSTOP');
    const lost = carryOut(
      {writes: [{name: 'pages_to_scan', from: '100', to: '50'}], before: {pages_to_scan: '100'}},
      host.write,
    );
    stopped('SIGKILL');
    expect((await lost).problem).toMatch(/^pages_to_scan is 100: not written\./);
  });

  test('that was lost in transit is reported as unknown, with the value read back', async () => {
    const tree = treeOf('kernel-6.18');
    const {host, lines} = hostOver(tree);
    await host.connect(false);
    await host.sample();
    const stopped = pausedTree(lines[0]);
    stopped('SIGSTOP');
    const outcome = host.write('pages_to_scan', '4321');
    stopped('SIGKILL');
    expect(await outcome).toMatchObject({
      errno: 'ECONNRESET',
      value: expect.not.stringMatching('4321'),
    });
  });

  test('without a connection is not sent', async () => {
    const {host} = hostOver({}, () => spawn('/bin/false', []));
    await host.connect(false).catch(() => {});
    expect(await host.write('run', '1')).toMatchObject({errno: 'ENOTCONN'});
  });
});

describe.each(shells.filter(({present}) => present))('a promise, through $command', ({command}) => {
  const writes = [
    {name: 'pages_to_scan', from: '4000', to: '500'},
    {name: 'sleep_millisecs', from: '20', to: '50'},
    {name: 'smart_scan', to: '0'},
    {name: 'advisor_mode', from: 'none', to: 'scan-time'},
  ] as const;

  async function promising(change: TreeFiles = {}) {
    const tree = treeOf('kernel-6.18');
    const ksm = (name: string) => `sys/kernel/mm/ksm/${name}`;
    tree.update({
      [ksm('pages_to_scan')]: '4000\n',
      [ksm('sleep_millisecs')]: '20\n',
      [ksm('smart_scan')]: '1\n',
      [ksm('advisor_mode')]: '[none] scan-time\n',
    });
    const far = hostOver(tree, () => startFarSide(command));
    await far.host.connect(false);
    await far.host.sample();
    const callOff = far.host.writeWhenGone?.(writes);
    // It has come there when what was asked after it is answered.
    await far.host.sample();
    tree.update(change);
    const held = () =>
      writes.map(({name}) => readFileSync(join(tree.directory, ksm(name)), 'utf8').trim());
    return {...far, tree, callOff, held};
  }

  /** As when ksmtop is killed: nothing more happens here. */
  const cut = (line: ChildProcess | undefined) => {
    line?.stdin?.destroy();
    line?.stdout?.destroy();
    line?.stderr?.destroy();
  };

  test('is kept when the connection ends; a value that another program has set stays', async () => {
    const {lines, held} = await promising({'sys/kernel/mm/ksm/pages_to_scan': '777\n'});
    cut(lines[0]);
    await expect.poll(held, patient).toEqual(['777', '50', '1', 'scan-time']);
  });

  test('is not kept when it was called off', async () => {
    const {host, lines, callOff, held} = await promising();
    callOff?.();
    await host.sample();
    const [line] = lines;
    cut(line);
    if (line && line.exitCode === null) await once(line, 'exit');
    expect(held()).toEqual(['4000', '20', '1', '[none] scan-time']);
  });

  test('that was kept when the connection dropped is no change of others', async () => {
    const {host, lines, held} = await promising();
    cut(lines[0]);
    await expect.poll(held, patient).toEqual(['500', '50', '1', 'scan-time']);
    await expect.poll(() => lines.length, patient).toBe(2);
    expect((await untilSampled(host)).ownWrites).toEqual({
      pages_to_scan: ['500'],
      sleep_millisecs: ['50'],
      advisor_mode: ['scan-time'],
    });
  });
});

test.each([
  ['bash', 'read -r x'],
  ['bash', 'exec bash'],
  ['bash', 'cat'],
  ['bash', 'exec dash'],
])('a login script of %s with %j is named as the cause', async (shell, script) => {
  const {host} = hostOver({}, () => spawn(shell, ['-c', `${script}; ${farSideCommand(false)}`]));
  await expect(host.connect(false)).rejects.toThrow(
    /^a login script of hn1 \(such as \.bashrc\) reads standard input or starts another program/,
  );
});

test('closing ends the process of the connection', async () => {
  const {host, lines} = hostOver(treeOf('no-ksm'));
  await host.connect(false);
  const [line] = lines;
  await host.close();
  expect(existsSync(`/proc/${line?.pid}`)).toBe(false);
});

/** A file that can be opened, and whose writers wait. */
function makeFullPipe(path: string): void {
  execFileSync('mkfifo', [path]);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  open.push(() => closeSync(descriptor));
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(4096));
  } catch (error) {
    if (!String(error).includes('EAGAIN')) throw error;
  }
}

/** The `cat` that is writing into this file. */
function catInto(path: string): number | undefined {
  const found = readdirSync('/proc').find((pid) => {
    try {
      return (
        readlinkSync(`/proc/${pid}/fd/1`) === path &&
        readFileSync(`/proc/${pid}/comm`, 'utf8') === 'cat\n'
      );
    } catch {
      return false;
    }
  });
  return found === undefined ? undefined : Number(found);
}

/** A sample, as soon as there is one again. */
async function untilSampled(host: SshHost): Promise<Sample> {
  let sample: Sample | undefined;
  await expect
    .poll(async () => {
      sample = await host.sample().catch(() => undefined);
      return sample;
    }, patient)
    .toBeDefined();
  return sample as Sample;
}

/** Sends a signal to the connection's process and all below it, so that nothing answers. */
function pausedTree(line: ChildProcess | undefined): (signal: NodeJS.Signals) => void {
  const pids = (pid: number): number[] => {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return [pid, ...children.filter(Boolean).flatMap((child) => pids(Number(child)))];
  };
  const all = pids(line?.pid ?? 0);
  return (signal) => {
    for (const pid of all) {
      try {
        process.kill(pid, signal);
      } catch {
        // Some of them live for milliseconds.
      }
    }
  };
}
