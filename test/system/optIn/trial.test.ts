import {readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {kill} from 'node:process';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {trialNotePath} from '../../../source/model/trial/trialNote.js';
import {createTimeline} from '../../../source/recording/timeline.js';
import {sourceOf} from '../../support/recordings.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {type Cgroup, makeCgroup} from '../harness/cgroups.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmStat} from '../harness/ksmd/process-files.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {type Running, start} from '../harness/running.js';

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;
const mib = 16;

/** Two programs with the same pages: while both run, half of what they offer is saved. */
describe.skipIf(missing('a trial on the real ksmd', ...needs))('a trial', () => {
  const name = `trial${process.pid}`;
  const recording = join(tmpdir(), `${name}.jsonl`);
  const words = ['trial', name, '--yes', '--minutes', '1', '-d', '0.25'];
  let ksm: HeldKsm;
  let cgroup: Cgroup;
  let targets: Running[] = [];

  beforeAll(async () => {
    ksm = await holdKsm();
    await ksm.reset();
    await ksm.scanFast();
    await ksm.write('run', 0);
    cgroup = await makeCgroup(`/lxc.payload.${name}`);
  }, ksmLockTimeoutMs);
  afterEach(async () => {
    // The register of opt-ins is that of the machine.
    await run(ksmtopProgram('optout', name, '--yes'));
    await Promise.all(targets.map((each) => each.stop()));
    targets = [];
  });
  afterAll(async () => {
    await cgroup.release();
    await ksm.restore();
    await rm(recording, {force: true});
  });

  const startTargets = async () => {
    const {enter} = cgroup;
    for (let count = 0; count < 2; count++) {
      targets.push(await startWorkload({mib, how: 'none', enter}));
    }
  };
  const optedIn = async () => {
    const stats = await Promise.all(targets.map(({pid}) => ksmStat(pid)));
    return stats.map((stat) => stat['ksm_merge_any']);
  };

  test('is kept where the saving lasts, and its recording comes to the same verdict', async () => {
    await startTargets();
    const {code, stdout, stderr} = await run(
      ksmtopProgram(...words, '--format', 'json', '--record', recording),
    );
    expect([stderr, code]).toEqual(['', 0]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({result: 'kept', decision: 'keep', decided_by: 'profit'});
    const savedBytes = mib * 2 ** 20;
    expect(report.floor_saved_bytes / savedBytes).toBeGreaterThan(0.95);
    expect(report.floor_saved_bytes / savedBytes).toBeLessThan(1.1);
    expect([await optedIn(), await ksm.read('run')]).toEqual([['yes', 'yes'], '1']);

    const timeline = createTimeline(sourceOf(await readFile(recording)));
    while (await timeline.extend());
    const {trial} = await timeline.modelAt(timeline.times.length - 1);
    expect(trial).toMatchObject({stage: 'kept', verdict: {decision: 'keep'}});
    expect(trial?.floor?.savedBytes).toBeCloseTo(report.floor_saved_bytes, -1);
    await ksm.write('run', 0);
  });

  test('is taken back where it erodes, and leaves nothing changed', async () => {
    await startTargets();
    await using trial = await start(ksmtopProgram(...words));
    await trial.waitForOutput(/Waiting for the floor/);
    // What both shared is the other one's alone from now on.
    await targets.pop()?.stop();
    await trial.waitForOutput(/^Taken back\.$/m);
    expect(trial.output()).toMatch(/The profit at the floor.* is -1\.\d %.*: broken\./);
    expect([await optedIn(), await ksm.read('run')]).toEqual([['no'], '0']);
    await expect(readFile(trialNotePath)).rejects.toThrow('ENOENT');
  });

  test('that was killed is named at the next start', async () => {
    await startTargets();
    const trial = await start(ksmtopProgram(...words));
    await trial.waitForOutput(/Waiting for the peak/);
    kill(trial.pid, 'SIGKILL');
    await trial.stop();
    const {stderr} = await run(ksmtopProgram('trial', name, '--format', 'json', '--yes'));
    expect(stderr).toContain(
      `A trial that was killed left changed: 2 processes opted in (undo: ksmtop optout lxc:${name}) and run=1, which was 0 (undo: ksmtop set run=0).`,
    );
    expect(stderr).toContain('nothing was changed: no process can be opted in.');
    await ksm.write('run', 0);
  });
});
