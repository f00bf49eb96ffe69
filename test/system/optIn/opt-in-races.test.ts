import {readdir} from 'node:fs/promises';
import {kill} from 'node:process';
import {afterEach, describe, expect, test} from 'vitest';
import {openOptIn} from '../../../source/host/optIn/openOptIn.js';
import type {StepName} from '../../../source/host/optIn/thread/holdSteps.js';
import type {ProcessOptIn} from '../../../source/model/optIn/processOptIn.js';
import {type Program, program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {childrenOf, ksmStat, stateOf, suspendedChild} from '../harness/ksmd/process-files.js';
import {native} from '../harness/native/compile.js';
import {type Running, start} from '../harness/running.js';

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;

describe.skipIf(missing('opting in what changes meanwhile', ...needs))('what changes', () => {
  let running: Running[] = [];
  let opened: ProcessOptIn[] = [];
  afterEach(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await Promise.all(opened.map((each) => each.close()));
    running = [];
    opened = [];
  });

  const startProgram = async (of: Program): Promise<Running> => {
    const started = await start(of);
    running.push(started);
    await started.waitForOutput(/^\.|^\d+$/m);
    return started;
  };
  const startRace = async (name: string) => startProgram(program(await native('races'), name));
  const open = (pauseBefore?: StepName) => {
    const optIn = openOptIn('/proc', pauseBefore && {pauseBefore});
    opened.push(optIn);
    return optIn;
  };
  const runsOn = async (of: Running) => {
    const turns = () => of.output().split('\n').length;
    const before = turns();
    await until('more turns', () => turns() >= before + 3);
  };
  const isOptedIn = async (pid: number) => (await ksmStat(pid))['ksm_merge_any'] === 'yes';
  /** Opts in while something happens between the choice of a thread and its stop. */
  const optInWhile = async (pid: number, happens: () => unknown) => {
    const result = open('seize').change({pid, action: 'in'});
    const child = await suspendedChild();
    await happens();
    // With another thread it comes to that step again.
    const goOn = setInterval(() => kill(child, 'SIGCONT'), 20);
    return result.finally(() => clearInterval(goOn));
  };

  test('a worker of io_uring is not taken for a thread of the program', async () => {
    const target = await startRace('worker');
    const threads = await readdir(`/proc/${target.pid}/task`);
    expect(threads.length).toBe(2);
    const optIn = open();
    for (const action of ['in', 'out'] as const) {
      const result = await optIn.change({pid: target.pid, action});
      expect(result).toMatchObject({outcome: `opted-${action}`});
    }
    await runsOn(target);
  });

  test('a process whose first thread has ended is not taken for one that has ended', async () => {
    const target = await startRace('first-thread');
    await until('state Z', async () => (await stateOf(target.pid)) === 'Z');
    const optIn = open();
    for (const action of ['in', 'out'] as const) {
      const result = await optIn.change({pid: target.pid, action});
      expect(result).toMatchObject({refusal: {name: 'first-thread-ended'}});
    }
    await runsOn(target);
  });

  test('a child that has the number of the chosen thread by now is left alone', async () => {
    const target = await startRace('reuse-thread');
    const result = await optInWhile(target.pid, async () => {
      kill(target.pid, 'SIGUSR1');
      await until('a child', async () => (await childrenOf(target.pid)).length > 0);
    });
    expect(result).toMatchObject({outcome: 'opted-in'});
    const [child = 0] = await childrenOf(target.pid);
    expect(await isOptedIn(target.pid)).toBe(true);
    expect(await isOptedIn(child)).toBe(false);
    await runsOn(target);
  });

  test('a filter of seccomp that comes meanwhile is suspended, too', async () => {
    const target = await startRace('confine-later');
    const result = await optInWhile(target.pid, async () => {
      kill(target.pid, 'SIGUSR1');
      await target.waitForOutput(/^confined$/m);
    });
    expect(result).toMatchObject({outcome: 'opted-in'});
    await runsOn(target);
  });

  test('a tracer that comes meanwhile is named', async () => {
    const target = await startRace('poll');
    const result = await optInWhile(target.pid, async () =>
      startProgram(program(await native('hazards'), 'trace', String(target.pid))),
    );
    expect(result).toMatchObject({outcome: 'refused', refusal: {name: 'traced'}});
    await runsOn(target);
  });

  test('a child of vfork, whose memory is that of its parent, is left alone', async () => {
    const {pid} = await startProgram(program(await native('hazards'), 'vfork'));
    await until('state D', async () => (await stateOf(pid)) === 'D');
    const [child = 0] = await childrenOf(pid);
    try {
      const result = await open().change({pid: child, action: 'in'});
      expect(result).toMatchObject({outcome: 'refused', refusal: {name: 'shares-memory'}});
      expect(await isOptedIn(pid)).toBe(false);
    } finally {
      kill(child, 'SIGKILL');
    }
  });

  test('a process that ends meanwhile is gone, also before its parent has noticed', async () => {
    const line = `${await native('races')} poll >/dev/null & echo $!; exec sleep 60`;
    const parent = await startProgram(program('/bin/sh', '-c', line));
    const [pid = 0] = await childrenOf(parent.pid);
    const result = await optInWhile(pid, async () => {
      kill(pid, 'SIGKILL');
      await until('state Z', async () => (await stateOf(pid)) === 'Z');
    });
    expect(result).toMatchObject({outcome: 'gone'});
  });
});
