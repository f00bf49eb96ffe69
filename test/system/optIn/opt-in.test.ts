import {existsSync} from 'node:fs';
import {readFile, rm, writeFile} from 'node:fs/promises';
import {kill} from 'node:process';
import {afterEach, describe, expect, test} from 'vitest';
import {openOptIn} from '../../../source/host/optIn/openOptIn.js';
import type {StepName} from '../../../source/host/optIn/thread/holdSteps.js';
import type {ProcessOptIn} from '../../../source/model/optIn/processOptIn.js';
import {type Program, program, shellLine} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {cases} from '../../support/soak.js';
import {until} from '../../support/until.js';
import {type Cgroup, makeCgroup} from '../harness/cgroups.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {childrenOf, ksmStat, stateOf, suspendedChild} from '../harness/ksmd/process-files.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import {native} from '../harness/native/compile.js';
import {type Running, start} from '../harness/running.js';

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;

describe.skipIf(missing('opting in what runs', ...needs))('opting in what runs', () => {
  let running: Running[] = [];
  let opened: ProcessOptIn[] = [];
  let cgroups: Cgroup[] = [];
  afterEach(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await Promise.all(opened.map((each) => each.close()));
    await Promise.all(cgroups.map((each) => each.release()));
    running = [];
    opened = [];
    cgroups = [];
  });

  const startProgram = async (of: Program): Promise<Running> => {
    const started = await start(of);
    running.push(started);
    return started;
  };
  const startHazard = async (name: string, ...words: readonly string[]): Promise<Running> => {
    const started = await startProgram(program(await native('hazards'), name, ...words));
    await started.waitForOutput(/^\./m);
    return started;
  };
  const open = (
    ...options: Parameters<typeof openOptIn> extends [string, ...infer Rest] ? Rest : never
  ) => {
    const optIn = openOptIn('/proc', ...options);
    opened.push(optIn);
    return optIn;
  };
  const inCgroup = async (...options: Parameters<typeof makeCgroup>) => {
    const cgroup = await makeCgroup(...options);
    cgroups.push(cgroup);
    return cgroup;
  };
  const turns = (of: Running) => of.output().split('\n').length;
  const runsOn = async (of: Running, more = 3) => {
    const before = turns(of);
    await until('more turns', () => turns(of) >= before + more);
    expect(of.output()).not.toContain('harmed');
  };
  const isOptedIn = async (pid: number) => (await ksmStat(pid))['ksm_merge_any'] === 'yes';

  describe('a program sees nothing of it', () => {
    test.each([
      'epoll',
      'receive',
      'signal',
      'poll',
      'sleep',
      'futex',
      'compute',
      'signalled',
      'trapped',
      'confined',
    ])('%s', {timeout: cases(60_000, 600_000)}, async (name) => {
      const target = await startHazard(name);
      const optIn = open();
      for (let round = 0; round < cases(60, 1000); round++) {
        const action = round % 2 === 0 ? 'in' : 'out';
        const result = await optIn.change({pid: target.pid, action});
        expect(result).toMatchObject({outcome: `opted-${action}`});
      }
      expect(await isOptedIn(target.pid)).toBe(false);
      await runsOn(target);
    });

    test('in a restartable sequence, which is not left through the stop', async () => {
      const target = await startHazard('restartable');
      const optIn = open();
      for (let round = 0; round < 10; round++) {
        const {outcome, refusal} = await optIn.change({pid: target.pid, action: 'in'});
        // It is stopped only where the sequence begins again.
        expect([outcome, refusal?.name]).toBeOneOf([
          ['opted-in', undefined],
          ['already', undefined],
          ['refused', 'no-safe-point'],
        ]);
        await optIn.change({pid: target.pid, action: 'out'});
      }
      expect(target.output()).not.toContain('harmed');
      expect(await stateOf(target.pid)).toMatch(/[RS]/);
    });

    test('semop of a child, and threads that block all signals', async () => {
      const optIn = open();
      const semaphore = await startHazard('semaphore');
      const [child = 0] = await childrenOf(semaphore.pid);
      const threads = await startHazard('epoll', 'threads');
      for (const pid of [child, threads.pid]) {
        for (let round = 0; round < 40; round++) {
          const action = round % 2 === 0 ? 'in' : 'out';
          expect(await optIn.change({pid, action})).toMatchObject({outcome: `opted-${action}`});
        }
      }
      await runsOn(semaphore);
      await runsOn(threads);
    });

    test('a static program, and one in its own pid and user namespace', async () => {
      const optIn = open();
      const path = await native('hazards-static');
      const inside = program(
        'unshare',
        '--user',
        '--map-root-user',
        '--pid',
        '--fork',
        path,
        'poll',
      );
      for (const of of [program(path, 'poll'), inside]) {
        const target = await startProgram(of);
        await target.waitForOutput(/^\./m);
        const [child] = await childrenOf(target.pid);
        const pid = child ?? target.pid;
        try {
          expect(await optIn.change({pid, action: 'in'})).toMatchObject({outcome: 'opted-in'});
          expect(await isOptedIn(pid)).toBe(true);
          await runsOn(target);
        } finally {
          // The child of unshare does not end with it.
          kill(pid, 'SIGKILL');
        }
      }
    });
  });

  describe('refused by name', () => {
    const refused = (name: string) => ({outcome: 'refused', refusal: {name}});

    test('32 bits', async () => {
      const {pid} = await startProgram(program(await native('narrow')));
      expect(await open().change({pid, action: 'in'})).toMatchObject(refused('thirty-two-bit'));
    });

    test('suspended', async () => {
      const target = await startHazard('poll');
      kill(target.pid, 'SIGSTOP');
      await until('state T', async () => (await stateOf(target.pid)) === 'T');
      const result = await open().change({pid: target.pid, action: 'in'});
      expect(result).toMatchObject(refused('stopped'));
      expect(await stateOf(target.pid)).toBe('T');
      kill(target.pid, 'SIGCONT');
      await runsOn(target);
    });

    test('traced', async () => {
      const target = await startHazard('poll');
      const tracer = await startProgram(
        program(await native('hazards'), 'trace', String(target.pid)),
      );
      await tracer.waitForOutput(/^\./m);
      expect(await open().change({pid: target.pid, action: 'in'})).toMatchObject(refused('traced'));
      await runsOn(target);
    });

    test.each([
      ['v1', 'freezer', 'freezer.state', 'FROZEN', 'THAWED', /FROZEN/],
      ['v2', '', 'cgroup.freeze', '1', '0', /frozen 1/],
    ])('frozen by cgroup %s', async (_, controllers, file, frozen, thawed, pattern) => {
      const cgroup = await inCgroup(`/ksmtop-frozen-${process.pid}`, [controllers]);
      const directory = cgroup.directories[0];
      const target = await startProgram(cgroup.enter(program(await native('hazards'), 'poll')));
      await target.waitForOutput(/^\./m);
      await writeFile(`${directory}/${file}`, frozen);
      const states = `${directory}/${controllers === '' ? 'cgroup.events' : file}`;
      await until('frozen', async () => pattern.test(await readFile(states, 'utf8')));
      const result = await open().change({pid: target.pid, action: 'in'});
      await writeFile(`${directory}/${file}`, thawed);
      expect(result).toMatchObject(refused('frozen'));
      await runsOn(target);
    });

    test('a parent that waits for its vfork child', async () => {
      const {pid} = await startHazard('vfork');
      await until('state D', async () => (await stateOf(pid)) === 'D');
      expect(await open().change({pid, action: 'in'})).toMatchObject(refused('waits-for-kernel'));
      for (const child of await childrenOf(pid)) kill(child, 'SIGKILL');
    });

    test('syscall user dispatch', async () => {
      const {pid} = await startHazard('dispatch');
      expect(await open().change({pid, action: 'in'})).toMatchObject(refused('dispatches-calls'));
    });

    test('60,000 mappings, unless they are agreed to', async () => {
      const target = await startHazard('mappings');
      const optIn = open();
      const process = {pid: target.pid, action: 'in'} as const;
      expect(await optIn.change(process)).toMatchObject(refused('many-mappings'));
      expect(await optIn.change({...process, allowsLong: true})).toMatchObject({
        outcome: 'opted-in',
      });
      await runsOn(target);
    });

    test('more mapped than opting out gets through in time, unless it is agreed to', async () => {
      const target = await startWorkload({mib: 1, how: 'none', sparseTib: 1});
      running.push(target);
      const optIn = open();
      const process = {pid: target.pid, action: 'in'} as const;
      expect(await optIn.change(process)).toMatchObject(refused('much-memory'));
      const agreed = await optIn.change({...process, allowsLong: true});
      expect(agreed).toMatchObject({outcome: 'opted-in'});
    });

    test('another process than the one that was shown', async () => {
      const target = await startHazard('poll');
      const result = await open().change({pid: target.pid, startTicks: 1, action: 'in'});
      expect(result).toMatchObject(refused('other-process'));
    });

    test('another process that has the pid by the time that it is stopped', async () => {
      const parent = await startHazard('reuse');
      const [pid = 0] = await childrenOf(parent.pid);
      const optIn = open({pauseBefore: 'seize'});
      const {startTicks} = await optIn.look({pid, action: 'in'});
      const result = optIn.change({pid, action: 'in'});
      const child = await suspendedChild();
      kill(parent.pid, 'SIGUSR1');
      const other = open();
      await until('another process with the pid', async () => {
        const found = await other.look({pid, action: 'in'});
        return found.startTicks !== startTicks && found.refusal === undefined;
      });
      kill(child, 'SIGCONT');
      expect(await result).toMatchObject(refused('other-process'));
      expect(await isOptedIn(pid)).toBe(false);
      await runsOn(parent);
    });

    test('init, the kernel, and what ksmtop runs in', async () => {
      const words = ['optin', '--dry-run', '--format', 'json', '1', String(process.pid)];
      const {code, stdout} = await run(ksmtopProgram(...words));
      expect(code).toBe(1);
      expect(JSON.parse(stdout).processes).toMatchObject([{reason: 'init'}, {reason: 'own'}]);
      expect(await open().look({pid: 2, action: 'in'})).toMatchObject({
        refusal: {name: 'kernel-thread'},
      });
    });

    test('a filter of seccomp that cannot be suspended without CAP_SYS_ADMIN', async () => {
      const target = await startHazard('confined');
      const optIn = ksmtopProgram('optin', '--yes', '--format', 'json', String(target.pid));
      const {stdout} = await run(
        program('setpriv', '--bounding-set=-sys_admin', optIn.command, ...optIn.args),
      );
      expect(JSON.parse(stdout).processes).toMatchObject([{result: 'refused', reason: 'seccomp'}]);
      await runsOn(target);
    });
  });

  test.each(['seize', 'stop', 'examine', 'mask', 'release'] as const)(
    'the child is killed before it comes to "%s": the program runs on',
    {timeout: cases(60_000, 600_000)},
    async (pauseBefore) => {
      const target = await startHazard('sleep');
      for (let kills = 0; kills < cases(1, 200); kills++) await killBefore(pauseBefore, target);
    },
  );

  const killBefore = async (pauseBefore: StepName, target: Running) => {
    const optIn = open({pauseBefore});
    const result = optIn.change({pid: target.pid, action: 'in'});
    const child = await suspendedChild();
    kill(child, 'SIGKILL');
    // What it is told of the process is true: before the release, the call has been made.
    expect(await result).toMatchObject(
      pauseBefore === 'release' ? {outcome: 'opted-in'} : {refusal: {name: 'child-ended'}},
    );
    expect(await isOptedIn(target.pid)).toBe(pauseBefore === 'release');
    await runsOn(target);
    // Another child takes its place.
    const next = open();
    expect(await next.change({pid: target.pid, action: 'out'})).toMatchObject({
      outcome: expect.stringMatching(/^(?:opted-out|already)$/),
    });
    await next.close();
    await runsOn(target);
  };

  test('signals do not end the child while a process depends on it', async () => {
    const target = await startHazard('sleep');
    const optIn = open({pauseBefore: 'run'});
    const result = optIn.change({pid: target.pid, action: 'in'});
    const child = await suspendedChild();
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGALRM'] as const)
      kill(child, signal);
    const [adjustment, cgroups, session] = await Promise.all(
      ['oom_score_adj', 'cgroup', 'autogroup'].map((name) =>
        readFile(`/proc/${child}/${name}`, 'utf8').catch(() => undefined),
      ),
    );
    kill(child, 'SIGCONT');
    expect(await result).toMatchObject({outcome: 'opted-in'});
    // Without CAP_SYS_RESOURCE no process may lower it.
    const probe = await run(program('sh', '-c', 'echo -1000 >/proc/self/oom_score_adj'));
    if (probe.code === 0) expect(adjustment).toBe('-1000\n');
    expect(cgroups).not.toMatch(/:\/./);
    // Only where the kernel shares CPUs among sessions, and with CAP_SYS_NICE.
    const share = 'echo -20 >/proc/self/autogroup && cat /proc/self/autogroup';
    const probed = await run(program('setsid', '--wait', 'sh', '-c', share));
    if (probed.stdout !== '') expect(session).toMatch(/ nice -20\n$/);
    await runsOn(target);
  });

  test('what is merged is unmerged again', {timeout: ksmLockTimeoutMs}, async () => {
    await using ksm = await holdKsm();
    const workloads = [await startWorkload({mib: 48, how: 'none'})];
    workloads.push(await startWorkload({mib: 48, how: 'none'}));
    running.push(...workloads);
    const optIn = open();
    for (const {pid} of workloads) {
      expect(await optIn.change({pid, action: 'in'})).toMatchObject({outcome: 'opted-in'});
    }
    await ksm.scanFast();
    const {pages_sharing: sharing = 0} = await ksm.waitForSettled();
    expect(sharing).toBeGreaterThan(10_000);
    for (const {pid} of workloads) {
      expect(await optIn.change({pid, action: 'out'})).toMatchObject({outcome: 'opted-out'});
      expect(await isOptedIn(pid)).toBe(false);
      // ksm_merging_pages falls only with the next scan.
      expect(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')).toMatch(/^KSM: +0 kB$/m);
      expect(await stateOf(pid)).toBe('S');
    }
  });

  test.skipIf(missing('opting in Redis under load', 'redis'))(
    'Redis under load answers every request',
    {timeout: cases(60_000, 600_000)},
    async () => {
      const at = ['--port', '7399'];
      const redis = await startProgram(program('redis-server', ...at, '--save', ''));
      await redis.waitForOutput(/Ready to accept connections/);
      const load = await start(
        program('redis-benchmark', '-p', '7399', '-n', '20000', '-q', '-t', 'set,get,incr'),
      );
      const optIn = open();
      for (let round = 0; round < cases(100, 10_000); round++) {
        const action = round % 2 === 0 ? 'in' : 'out';
        const result = await optIn.change({pid: redis.pid, action});
        expect(result).toMatchObject({outcome: `opted-${action}`});
      }
      expect(await load.exited).toMatchObject({code: 0});
      expect(load.output()).not.toMatch(/error/i);
    },
  );

  test.skipIf(existsSync('/dev/log'))('a line in the journal says who did what', async () => {
    try {
      const log = await startHazard('listen', '/dev/log');
      const target = await startHazard('poll');
      await run(ksmtopProgram('optin', '--yes', String(target.pid)));
      await log.waitForOutput(
        new RegExp(
          `^<13>ksmtop\\[\\d+\\]: opted in by .*uid 0.*: container=host processes=1 refused=0 pids=${target.pid}$`,
          'm',
        ),
      );
    } finally {
      await rm('/dev/log', {force: true});
    }
  });

  test.each([['optin'], ['trial']])(
    '%s changes nothing where nothing reads the output',
    async (command) => {
      const cgroup = await inCgroup(`/lxc.payload.unread${process.pid}`);
      const target = await startProgram(cgroup.enter(program(await native('hazards'), 'poll')));
      await target.waitForOutput(/^\./m);
      const line = shellLine(ksmtopProgram(command, '--yes', `unread${process.pid}`));
      // Its reader is gone before it writes.
      const unread = `exec 3> >(true); wait $!; ${line} >&3; echo $?`;
      const {stdout, stderr} = await run(program('/bin/bash', '-c', unread));
      expect(stdout).toBe('1\n');
      expect(stderr).toMatch(/^ksmtop: nothing was changed.* nothing reads the output\.$/m);
      expect(await isOptedIn(target.pid)).toBe(false);
    },
  );

  test.each([['--yes'], ['--yes --format json']])(
    'optin %s changes nothing where the output has no room, and says so',
    async (words) => {
      const target = await startHazard('poll');
      const line = shellLine(ksmtopProgram('optin', ...words.split(' '), String(target.pid)));
      const {stdout, stderr} = await run(program('/bin/sh', '-c', `(${line}) >/dev/full; echo $?`));
      expect(stdout).toBe('1\n');
      expect(stderr).toBe(
        'ksmtop: cannot write to standard output: ENOSPC. Nothing was changed.\n',
      );
      expect(await isOptedIn(target.pid)).toBe(false);
    },
  );

  test('by the command: what starts meanwhile is opted in, too, and all of it is taken back', async () => {
    const cgroup = await inCgroup(`/lxc.payload.optin${process.pid}`);
    const target = await startProgram(cgroup.enter(program(await native('hazards'), 'forks')));
    await target.waitForOutput(/^\./m);
    const name = `optin${process.pid}`;
    const {code, stdout} = await run(ksmtopProgram('optin', '--yes', '--format', 'json', name));
    expect(code).toBe(0);
    const {processes} = JSON.parse(stdout);
    expect(processes[0]).toMatchObject({result: 'opted-in', way: 'prctl'});
    expect(processes[0].stopped_microseconds).toBeGreaterThan(0);
    const children = await childrenOf(target.pid);
    for (const pid of children) expect(await isOptedIn(pid)).toBe(true);
    const out = await run(ksmtopProgram('optout', '--yes', '--format', 'json', String(target.pid)));
    expect(out.code).toBe(0);
    for (const pid of [target.pid, ...(await childrenOf(target.pid))]) {
      expect(await isOptedIn(pid)).toBe(false);
    }
    await runsOn(target);
  });
});

describe.skipIf(missing('opting in on the screen', ...needs))('opting in on the screen', () => {
  test('o asks, y opts in, z takes it back', async () => {
    await using target = await start(program(await native('hazards'), 'poll'));
    await target.waitForOutput(/^\./m);
    const isOptedIn = async () => (await ksmStat(target.pid))['ksm_merge_any'] === 'yes';
    await using terminal = ksmtop([], {columns: 160, rows: 45});
    await terminal.waitFor(/▸/);
    await terminal.filter('host');
    await terminal.press('enter');
    await terminal.waitFor(/PID +(?:INSIDE|USER)/);
    await terminal.filter('hazards poll');
    await terminal.waitFor(new RegExp(`▸ *${target.pid}`));
    // The prompt of the filter is closed.
    await terminal.waitFor(/o opt in/);
    await terminal.press('o');
    await terminal.waitFor(/1 of 1 process can be opted in\./);
    await terminal.press('escape');
    await terminal.waitFor(/o opt in/);
    expect(await isOptedIn()).toBe(false);
    await terminal.press('o');
    await terminal.waitFor(/Press y to opt in/);
    await terminal.confirm();
    await terminal.waitFor(/1 process opted in\./);
    expect(await isOptedIn()).toBe(true);
    await terminal.press('escape');
    await terminal.waitFor(/z undo/);
    await terminal.press('z');
    await terminal.waitFor(/Press y to opt out/);
    await terminal.confirm();
    await terminal.waitFor(/1 process opted out\./);
    expect(await isOptedIn()).toBe(false);
    expect(target.output()).not.toContain('harmed');
  });
});
