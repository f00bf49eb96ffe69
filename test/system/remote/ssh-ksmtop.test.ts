import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import {settledSample} from '../../../source/commands/sampling/settledSample.js';
import {createSshHost} from '../../../source/host/ssh/sshHost.js';
import {advance} from '../../../source/model/advance.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {type Cgroup, makeCgroup} from '../harness/cgroups.js';
import {type Sshd, startSshd} from '../harness/connections/sshd.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmStat} from '../harness/ksmd/process-files.js';
import {ksmtop, ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import type {Running} from '../harness/running.js';

const mib = 1_048_576;
const needs = ['root', 'ksm', 'gcc', 'libc', 'sshd', 'busybox', 'unshare'] as const;
const timeout = ksmLockTimeoutMs;

describe.skipIf(missing('the ksmtop of a host over ssh', ...needs))('the ksmtop there', () => {
  const names = ['a', 'b'].map((letter) => `far${letter}${process.pid}`);
  let sshd: Sshd;
  let cgroups: Cgroup[] = [];
  let running: Running[] = [];

  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd?.[Symbol.asyncDispose]());

  beforeEach(async () => {
    for (const name of names) {
      const cgroup = await makeCgroup(`/lxc.payload.${name}`);
      cgroups.push(cgroup);
      running.push(await startWorkload({mib: 8, how: 'none', enter: cgroup.enter}));
    }
  });

  afterEach(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await Promise.all(cgroups.map((each) => each.release()));
    running = [];
    cgroups = [];
  });

  const over = (...words: readonly string[]) =>
    runKsmtop(['-H', 'root@hn1', ...words], {env: sshd.env});
  const optedIn = () =>
    Promise.all(running.map(async ({pid}) => (await ksmStat(pid))['ksm_merge_any'] === 'yes'));
  const nothingLeft = () => until('no process there', () => sshd.processes().length === 0);

  test('where there is none, it is said how to get it', async () => {
    const {code, stderr} = await over('optin', '--yes', ...names);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ksmtop: Cannot opt in: root@hn1 has no ksmtop.*copy the executable/m);
  });

  test('opts containers in, maps them, and opts them out', {timeout}, async () => {
    await sshd.install(ksmtopProgram());
    await using ksm = await holdKsm();
    const dry = await over('optin', '--dry-run', ...names);
    expect(dry).toMatchObject({code: 0, stdout: expect.stringMatching(/^2 of 2 processes can be/)});
    const into = await over('optin', '--yes', '--format', 'json', ...names);
    expect(into).toMatchObject({code: 0, stderr: ''});
    expect(JSON.parse(into.stdout).processes).toMatchObject(
      running.map(({pid}) => ({pid, result: 'opted-in'})),
    );
    expect(await optedIn()).toEqual([true, true]);
    await ksm.scanFast();
    await ksm.waitForSettled();
    await ksm.write('run', 0);
    const map = JSON.parse((await over('map', '--cpu', '100', '--format', 'json')).stdout);
    const ids = names.map((name) => `lxc:${name}`);
    const cell = map.cells.find(({a, b}: {a: string; b: string}) =>
      [`${ids}`, `${ids.toReversed()}`].includes(`${[a, b]}`),
    );
    // What else their processes hold, such as data of the C library, is merged, too.
    expect(cell.bytes).toBeGreaterThanOrEqual(8 * mib);
    expect(cell.bytes).toBeLessThan(9 * mib);
    const out = await over('optout', '--yes', ...names);
    expect(out).toMatchObject({code: 0, stdout: expect.stringMatching(/2 processes opted out\./)});
    expect(await optedIn()).toEqual([false, false]);
    await nothingLeft();
  });

  test('without root there, says why it cannot; with sudo it can', async () => {
    await sshd.install(ksmtopProgram());
    const as = (user: string, ...words: string[]) =>
      runKsmtop(['-H', `${user}@hn1`, 'optin', '--yes', ...names, ...words], {env: sshd.env});
    const plain = await as('plain');
    expect(plain.code).toBe(1);
    expect(plain.stdout).toMatch(/left alone .*\(EPERM\)\. Run ksmtop as root with CAP_SYS_PTRACE/);
    expect(await optedIn()).toEqual([false, false]);
    if (missing('--sudo over ssh', 'sudo')) return;
    expect(await as('admin', '--sudo')).toMatchObject({code: 0});
    expect(await optedIn()).toEqual([true, true]);
    await nothingLeft();
  });

  test('leaves alone the connection over which its host is read', async () => {
    await sshd.install(ksmtopProgram());
    vi.stubEnv('PATH', sshd.env['PATH']);
    const host = createSshHost({destination: 'root@hn1'});
    try {
      await host.connect(false);
      const model = advance(undefined, await settledSample(host, 20_000));
      const known = new Set(model.sample.processes?.map(({pid}) => pid));
      // Without the client, which is a program like any other.
      const sessions = sshd.processes().filter((line) => !line.includes('/ssh '));
      const pids = sessions
        .map((line) => Number.parseInt(line, 10))
        .filter((pid) => known.has(pid));
      const look = host.farOptIn?.look(model, {containerIds: [], pids}, 'in');
      const reasons = (await look?.result)?.map(({looked}) => looked.refusal?.name);
      // sshd, a shell that keeps the connection, and one that answers.
      expect(reasons?.length).toBeGreaterThanOrEqual(3);
      expect(new Set(reasons)).toEqual(new Set(['own']));
    } finally {
      await host.close();
      vi.unstubAllEnvs();
    }
    await nothingLeft();
  });

  test('does so on the screen, which takes it back, or says what it leaves', async () => {
    await sshd.install(ksmtopProgram());
    await using screen = ksmtop(['-H', 'root@hn1'], {columns: 160, rows: 45, env: sshd.env});
    await screen.waitFor(/▸/);
    await screen.filter(names[0] as string);
    await screen.waitFor(/o opt in/);
    const optIn = async () => {
      await screen.press('o');
      await screen.waitFor(/1 of 1 process can be opted in\./);
      await screen.waitFor(/Press y to opt in/);
      await screen.confirm();
      await screen.waitFor(/1 process opted in\./);
      expect(await optedIn()).toEqual([true, false]);
      await screen.press('escape');
      await screen.waitFor(/z undo/);
    };
    await optIn();
    await screen.press('z');
    await screen.waitFor(/Press y to opt out/);
    await screen.confirm();
    await screen.waitFor(/1 process opted out\./);
    expect(await optedIn()).toEqual([false, false]);
    await screen.press('escape');
    await screen.waitFor(/o opt in/);
    await optIn();
    await screen.press('q');
    await screen.waitFor(/Left opted in on root@hn1 until they restart: 1 process of lxc:fara/);
    expect(await screen.exited).toEqual({code: 0, signal: null});
    await nothingLeft();
    expect(await over('optout', '--yes', names[0] as string)).toMatchObject({code: 0});
  });
});
