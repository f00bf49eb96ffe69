import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {adviceOf} from '../../../source/model/advice/advice.js';
import type {Model} from '../../../source/model/model.js';
import {judgedHosts} from '../../fixtures/judgedHosts.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf} from '../../fixtures/sample.js';
import {writesOf} from '../../fixtures/writesOf.js';
import {program, shellLine} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {ksmtopProgram} from '../harness/ksmtop.js';

type Prescribed = {rule: string; cure: string; model: Model};

/** Every different cure that the rules have for some hundreds of hosts. */
function prescribed(): readonly Prescribed[] {
  const found = new Map<string, Prescribed>();
  for (const [, model] of judgedHosts()) {
    for (const {rule, cure} of adviceOf(model)) {
      const key = `${cure} ${settingsBefore(model).join()}`;
      if (!found.has(key)) found.set(key, {rule, cure, model});
    }
  }
  return [...found.values()];
}

/** The advisor first: leaving it sets pages_to_scan, and while it is on, that cannot be written. */
function settingsBefore({sample}: Model): ReadonlyArray<readonly [name: string, value: string]> {
  const {parameters = {}} = sample.ksm ?? {};
  const isAdvised = parameters.advisor_mode === 'scan-time';
  const names = ['advisor_mode', 'sleep_millisecs', ...(isAdvised ? [] : ['pages_to_scan'])];
  return names.flatMap((name) => {
    const value = parameters[name as 'run'];
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** The value in brackets, where a file lists all. */
const chosen = (text: string) => /\[([^\]]+)\]/.exec(text)?.[1] ?? text;

describe.skipIf(missing('cures on a real ksmd', 'ksm'))('a cure that writes parameters', () => {
  let ksm: HeldKsm;
  beforeEach(async () => {
    ksm = await holdKsm();
  }, ksmLockTimeoutMs);
  afterEach(() => ksm?.restore());

  const cures = prescribed().filter(({cure}) => writesOf(cure).size > 0);

  test('is accepted by the kernel as it is, and leaves the values that it names', {
    timeout: 300_000,
  }, async () => {
    expect(cures.length).toBeGreaterThan(10);
    for (const {rule, cure, model} of cures) {
      const writes = [...writesOf(cure)];
      // No kernel without NUMA has this one.
      if (writes.some(([name]) => !existsSync(`/sys/kernel/mm/ksm/${name}`))) continue;
      for (const [name, value] of settingsBefore(model)) await ksm.write(name, value);
      const {code, stderr} = await run(program('/bin/sh', '-c', runnable(cure)));
      expect({code, stderr}, `${rule}: ${cure}`).toEqual({code: 0, stderr: ''});
      for (const [name, value] of writes) {
        expect(chosen(await ksm.read(name)), `${rule}: ${cure}`).toBe(value);
      }
      // Nothing is offered here: scanning by the cure's pace would only take time.
      await ksm.write('run', 0);
    }
  });
});

/** With the program under test, whose question is answered: nothing is merged here. */
function runnable(cure: string): string {
  return cure.replace(/^ksmtop set/, shellLine(ksmtopProgram('set', '--yes')));
}

const shells = ['sh', 'bash', 'dash', 'ksh', 'zsh'].filter(
  (shell) => spawnSync(shell, ['-c', 'true']).status === 0,
);

test.each(shells)('%s can read every cure', (shell) => {
  const odd = processOf({
    command: "it's",
    preload: {mapped: false, requested: '/a b/(c)&>|#/libksm_preload.so'},
  });
  const others = [modelOf({ksm: false}), modelOf({processes: [odd]}), modelOf()];
  const cures = [...prescribed().map(({cure}) => cure), ...others.flatMap(curesOf)];
  for (const cure of cures) {
    const {status, stderr} = spawnSync(shell, ['-n', '-c', cure]);
    expect({status, stderr: stderr.toString()}, cure).toEqual({status: 0, stderr: ''});
  }
});

const curesOf = (model: Model) => adviceOf(model).map(({cure}) => cure);

test('the cure for a library that is not loaded looks at the file that was requested', async () => {
  const path = '/no such/(c) >&|#/libksm_preload.so';
  const asking = processOf({pid: process.pid, preload: {mapped: false, requested: path}});
  const [cure = ''] = curesOf(modelOf({processes: [asking]}));
  const {stderr} = await run(program('/bin/sh', '-c', cure), {env: {...process.env, LC_ALL: 'C'}});
  expect(stderr).toContain(`/proc/${process.pid}/root${path}'`);
});
