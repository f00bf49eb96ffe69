import {mkdir, readFile, rename, rm} from 'node:fs/promises';
import {kill} from 'node:process';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {openOptIn} from '../../../source/host/optIn/openOptIn.js';
import {registerDirectory, registerPath} from '../../../source/model/optIn/optInRegister.js';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {type Cgroup, makeCgroup} from '../harness/cgroups.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {childrenOf, isRunning, ksmStat, suspendedChild} from '../harness/ksmd/process-files.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import {native} from '../harness/native/compile.js';
import {type Running, start} from '../harness/running.js';

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;

describe.skipIf(missing('what ksmtop opted in before', ...needs))('what ksmtop opted in', () => {
  const name = `register${process.pid}`;
  const kept = `${registerDirectory}-of-the-machine`;
  let cgroup: Cgroup;
  let target: Running;

  const startTarget = async () => {
    target = await start(cgroup.enter(program(await native('hazards'), 'poll')));
    await target.waitForOutput(/^\./m);
  };
  const optIn = (...words: readonly string[]) => run(ksmtopProgram(...words));
  const registered = async () => JSON.parse(await readFile(registerPath, 'utf8')).processes;
  const isOptedIn = async () => (await ksmStat(target.pid))['ksm_merge_any'] === 'yes';

  beforeAll(async () => {
    await rename(registerDirectory, kept).catch(() => {});
    cgroup = await makeCgroup(`/lxc.payload.${name}`);
    await startTarget();
  });
  afterEach(() => expect(target.output()).not.toContain('harmed'));
  afterAll(async () => {
    await target.stop();
    await cgroup.release();
    await rm(registerDirectory, {recursive: true, force: true});
    await rename(kept, registerDirectory).catch(() => {});
  });

  test('by the command is known to the next ksmtop, whose z takes it back', async () => {
    expect(await optIn('optin', '--yes', name)).toMatchObject({code: 0});
    expect(await registered()).toEqual([
      {pid: target.pid, startTicks: expect.any(Number), container: `lxc:${name}`},
    ]);
    await using terminal = ksmtop([], {columns: 160, rows: 45});
    await terminal.waitFor(/▸/);
    await terminal.filter(name);
    await terminal.waitFor(new RegExp(`${name} .* 1 opted in`));
    // The prompt of the filter is closed.
    await terminal.waitFor(/o opt in/);
    await terminal.press('z');
    await terminal.waitFor(/Press y to opt out/);
    await terminal.confirm();
    await terminal.waitFor(/1 process opted out\./);
    expect(await isOptedIn()).toBe(false);
    expect(await registered()).toEqual([]);
  });

  test('is lost by a restart, which the advice names until it is forgotten', async () => {
    expect(await optIn('optin', '--yes', name)).toMatchObject({code: 0});
    kill(target.pid, 'SIGKILL');
    await target.exited;
    await startTarget();
    const lost = new RegExp(
      `1 process that ksmtop opted in has ended, for example by a restart, in ${name}`,
    );
    expect((await optIn('doctor')).stdout.replaceAll(/\s+/g, ' ')).toMatch(lost);
    const forgotten = await optIn('optout', name);
    expect(forgotten.stdout).toMatch(
      /forgets 1 process that it opted in and that has ended or opted out since/,
    );
    expect(await registered()).toEqual([]);
    expect((await optIn('doctor')).stdout.replaceAll(/\s+/g, ' ')).not.toMatch(lost);
  });

  test('--start-ksmd starts ksmd, too', {timeout: ksmLockTimeoutMs}, async () => {
    await using ksm = await holdKsm();
    const {code, stdout} = await optIn('optin', '--yes', '--start-ksmd', name);
    expect({code, stdout}).toMatchObject({code: 0});
    expect(await ksm.count('run')).toBe(1);
    expect(await optIn('optout', '--yes', name)).toMatchObject({code: 0});
  });

  test('without a place to note it, processes are opted in all the same', async () => {
    await rm(registerDirectory, {recursive: true, force: true});
    await mkdir(registerDirectory, {mode: 0o777});
    await run(program('chmod', '777', registerDirectory));
    const {code, stdout} = await optIn('optin', '--yes', name);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Not registered: .* is not safe to write to/);
    expect(await isOptedIn()).toBe(true);
    expect(await optIn('optout', '--yes', name)).toMatchObject({code: 0});
    expect(await isOptedIn()).toBe(false);
    await rm(registerDirectory, {recursive: true});
  });

  test('and what opted itself out since is forgotten by the next undo', async () => {
    expect(await optIn('optin', '--yes', name)).toMatchObject({code: 0});
    // As another program would: without a note.
    const unnoted = openOptIn('/proc');
    await unnoted.change({pid: target.pid, action: 'out'});
    await unnoted.close();
    expect(await registered()).toHaveLength(1);
    expect((await optIn('optout', name)).stdout).toMatch(/forgets 1 process that it opted in/);
    expect(await registered()).toEqual([]);
  });

  test('killed before the release, its child leaves a note of what it has done', async () => {
    const killed = openOptIn('/proc', {registerDirectory, pauseBefore: 'release'});
    const process = {pid: target.pid, containerId: `lxc:${name}`};
    const result = killed.change({...process, action: 'in'});
    kill(await suspendedChild(), 'SIGKILL');
    expect(await result).toMatchObject({outcome: 'opted-in'});
    await killed.close();
    expect(await isOptedIn()).toBe(true);
    expect(await registered()).toHaveLength(1);
    const back = openOptIn('/proc', {registerDirectory, pauseBefore: 'release'});
    const out = back.change({...process, action: 'out'});
    kill(await suspendedChild(), 'SIGKILL');
    expect(await out).toMatchObject({outcome: 'opted-out'});
    await back.close();
    expect(await isOptedIn()).toBe(false);
    expect(await registered()).toEqual([]);
  });

  // The last one: what it forks stays in the container until process 1 has noticed its end.
  test('killed while it takes back, it leaves the rest to the next', async () => {
    await using forks = await start(cgroup.enter(program(await native('hazards'), 'forks')));
    await forks.waitForOutput(/^\./m);
    const {pid} = forks;
    expect(await optIn('optin', '--yes', String(pid))).toMatchObject({code: 0});
    const optedInOf = async () => {
      const pids = [pid, ...(await childrenOf(pid))];
      const stats = await Promise.all(pids.map(ksmStat));
      return pids.filter((_, index) => stats[index]?.['ksm_merge_any'] === 'yes');
    };
    await until('many that inherit it', async () => (await optedInOf()).length > 40);

    await using killed = await start(
      ksmtopProgram('optout', '--yes', '--format', 'json', String(pid)),
    );
    await killed.waitForOutput(/"result":"opted-out"/);
    kill(killed.pid, 'SIGSTOP');
    const children = await childrenOf(killed.pid);
    kill(killed.pid, 'SIGKILL');
    // A child finishes the process at hand.
    await until('its children have ended', () => !children.some(isRunning));
    const left = await optedInOf();
    expect(left.length).toBeGreaterThan(0);
    expect((await registered()).map((each: {pid: number}) => each.pid).toSorted()).toEqual(
      left.toSorted(),
    );

    await using terminal = ksmtop([], {columns: 160, rows: 45});
    await terminal.waitFor(/▸/);
    // The machine may have more containers than rows.
    await terminal.filter(name);
    await terminal.waitFor(new RegExp(`${name} .* ${left.length} opted in`));
    // The prompt of the filter is closed.
    await terminal.waitFor(/o opt in/);
    await terminal.press('z');
    await terminal.waitFor(/Press y to opt out/);
    await terminal.confirm();
    await terminal.waitFor(/\d+ processes opted out\./);
    expect(await optedInOf()).toEqual([]);
    expect(await registered()).toEqual([]);
  });
});
