import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {kill} from 'node:process';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openOptIn} from '../../../source/host/optIn/openOptIn.js';
import {parseOfferedRegions} from '../../../source/kernel/process/memory/offeredRegions.js';
import {registerName} from '../../../source/model/optIn/optInRegister.js';
import type {ProcessOptIn} from '../../../source/model/optIn/processOptIn.js';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {cases} from '../../support/soak.js';
import {until} from '../../support/until.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {childrenOf, ksmStat, suspendedChild} from '../harness/ksmd/process-files.js';
import {native} from '../harness/native/compile.js';
import {type Running, start} from '../harness/running.js';

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;

/** By madvise, region by region, as on a kernel before 6.4: this one is told to do without prctl. */
describe.skipIf(missing('opting in by region', ...needs))('opting in by region', () => {
  let running: Running[] = [];
  let opened: ProcessOptIn[] = [];
  let registerDirectory: string;
  beforeEach(async () => {
    registerDirectory = await mkdtemp(join(tmpdir(), 'ksmtop-regions-'));
  });
  afterEach(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await Promise.all(opened.map((each) => each.close()));
    await rm(registerDirectory, {recursive: true});
    running = [];
    opened = [];
  });

  const startHazard = async (...words: readonly string[]): Promise<Running> => {
    const started = await start(program(await native('hazards'), ...words));
    running.push(started);
    await started.waitForOutput(/^\./m);
    return started;
  };
  const open = (options: Parameters<typeof openOptIn>[1] = {registerDirectory}) => {
    const optIn = openOptIn('/proc', {...options, way: 'madvise'});
    opened.push(optIn);
    return optIn;
  };
  const ofBox = (pid: number, action: 'in' | 'out') => ({pid, action, containerId: 'lxc:box'});
  const regions = async (pid: number) =>
    parseOfferedRegions(await readFile(`/proc/${pid}/smaps`, 'utf8'));
  const offered = async (pid: number) => (await regions(pid)).filter(({isOffered}) => isOffered);
  const turns = (of: Running) => of.output().split('\n').length;
  const runsOn = async (of: Running, more = 3) => {
    const before = turns(of);
    await until('more turns', () => turns(of) >= before + more);
    expect(of.output()).not.toContain('harmed');
  };

  test.each([
    'epoll',
    'receive',
    'signal',
    'sleep',
    'futex',
    'compute',
    'signalled',
    'trapped',
    'confined',
  ])('a program sees nothing of it: %s', {timeout: cases(60_000, 600_000)}, async (name) => {
    const target = await startHazard(name);
    const optIn = open();
    const offerable = (await regions(target.pid)).filter(({isOfferable}) => isOfferable);
    for (let round = 0; round < cases(10, 1000); round++) {
      const into = await optIn.change(ofBox(target.pid, 'in'));
      expect(into).toMatchObject({outcome: 'opted-in', way: 'madvise'});
      expect(into.calls).toBeGreaterThan(2);
      if (round === 0) expect(await offered(target.pid)).toHaveLength(offerable.length);
      expect((await optIn.change(ofBox(target.pid, 'out'))).outcome).toBe('opted-out');
    }
    expect(await offered(target.pid)).toEqual([]);
    expect((await ksmStat(target.pid))['ksm_merge_any']).toBe('no');
    await runsOn(target);
  });

  test('what is merged is unmerged again', {timeout: ksmLockTimeoutMs}, async () => {
    await using ksm = await holdKsm();
    const workloads = [await startWorkload({mib: 16, how: 'none'})];
    workloads.push(await startWorkload({mib: 16, how: 'none'}));
    running.push(...workloads);
    const optIn = open();
    for (const {pid} of workloads) {
      expect(await optIn.change(ofBox(pid, 'in'))).toMatchObject({outcome: 'opted-in'});
      expect(await optIn.change(ofBox(pid, 'in'))).toMatchObject({outcome: 'already'});
    }
    await ksm.scanFast();
    const {pages_sharing: sharing = 0} = await ksm.waitForSettled();
    expect(sharing).toBeGreaterThan(4096);
    for (const {pid} of workloads) {
      const {facts} = await optIn.look(ofBox(pid, 'out'));
      expect(facts?.mergedPages).toBeGreaterThanOrEqual(4096);
    }
    for (const {pid} of workloads) {
      expect(await optIn.change(ofBox(pid, 'out'))).toMatchObject({outcome: 'opted-out'});
      expect(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')).toMatch(/^KSM: +0 kB$/m);
      expect(await optIn.change(ofBox(pid, 'out'))).toMatchObject({outcome: 'already'});
    }
  });

  test('another ksmtop takes back what the register has, and forks that inherited it', async () => {
    const target = await startHazard('forks');
    expect(await open().change(ofBox(target.pid, 'in'))).toMatchObject({outcome: 'opted-in'});
    const child = await until('a child that inherits', async () => {
      for (const pid of await childrenOf(target.pid)) {
        if ((await offered(pid)).length > 0) return pid;
      }
      return undefined;
    });
    expect(await open({}).change(ofBox(target.pid, 'out'))).toMatchObject(notOurs);
    for (const pid of [target.pid, child]) {
      // Each knows only what the register has by then.
      expect(await open().change(ofBox(pid, 'out'))).toMatchObject({outcome: 'opted-out'});
      expect(await offered(pid)).toEqual([]);
    }
    await runsOn(target);
  });

  test('a child that is killed between two regions leaves a note of what it did', async () => {
    const target = await startHazard('sleep');
    const optIn = open({registerDirectory, pauseBefore: 'seize'});
    const result = optIn.change(ofBox(target.pid, 'in'));
    const child = await suspendedChild();
    // On to the second region.
    kill(child, 'SIGCONT');
    await until('one region is offered', async () => (await offered(target.pid)).length === 1);
    await suspendedChild();
    kill(child, 'SIGKILL');
    expect(await result).toMatchObject({refusal: {name: 'child-ended'}});
    expect(await open().change(ofBox(target.pid, 'out'))).toMatchObject({outcome: 'opted-out'});
    expect(await offered(target.pid)).toEqual([]);
    const register = await readFile(join(registerDirectory, registerName), 'utf8');
    expect(JSON.parse(register).processes).toEqual([]);
    await runsOn(target);
  });

  test('a program that offers regions itself is left alone', async () => {
    const workload = await startWorkload({mib: 1});
    running.push(workload);
    const before = await offered(workload.pid);
    const optIn = open();
    expect(await optIn.change(ofBox(workload.pid, 'in'))).toMatchObject({
      outcome: 'refused',
      refusal: {name: 'offers-itself'},
    });
    expect(await optIn.change(ofBox(workload.pid, 'out'))).toMatchObject(notOurs);
    expect(await offered(workload.pid)).toEqual(before);
  });
});

const notOurs = {outcome: 'refused', refusal: {name: 'not-ours'}};
