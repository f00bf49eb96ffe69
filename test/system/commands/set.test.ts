import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type ParameterName, parameters} from '../../../source/kernel/ksm/parameters.js';
import {after, commandWords, type Program, program} from '../../support/program.js';
import {cleanEnv, Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {longBatch} from '../harness/ksmd/longBatch.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';
import {asNobody, withoutKsm, withReadOnlySysfs} from '../harness/view.js';

const directory = '/sys/kernel/mm/ksm';

/** One parameter cannot be written, whatever the others take. */
const withReadOnly =
  (name: ParameterName) =>
  (of: Program): Program => {
    const file = `${directory}/${name}`;
    const script = `mount --bind ${file} ${file} && mount -o remount,bind,ro ${file}`;
    return program('unshare', '--mount', '--', ...commandWords(after(script, of)));
  };

describe.skipIf(missing('ksmtop set', 'ksm', 'unshare', 'gcc', 'libc'))('ksmtop set', () => {
  let ksm: HeldKsm;
  beforeAll(async () => {
    ksm = await holdKsm();
  }, ksmLockTimeoutMs);
  afterAll(() => ksm?.restore());

  const set = (...args: string[]) => runKsmtop(['set', ...args]);
  const held = async (...names: ParameterName[]) =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await ksm.read(name)])));

  test.each(parameters.map((parameter) => parameter.name))('writes %s, and back', async (name) => {
    const former = name === 'advisor_mode' ? 'none' : await ksm.read(name);
    const other = otherValues[name];
    const there = await set(`${name}=${other}`);
    expect(there).toMatchObject({code: 0, stderr: ''});
    expect(there.stdout).toContain(' → ');
    expect(await ksm.read(name)).toBe(name === 'advisor_mode' ? 'none [scan-time]' : other);
    expect(await set(`${name}=${former}`)).toMatchObject({code: 0, stderr: ''});
    expect(await ksm.read(name)).toBe(name === 'advisor_mode' ? '[none] scan-time' : former);
    expect((await set(`${name}=${former}`)).stdout).toContain('already');
  });

  test('writes nothing when it is only to show what would be', async () => {
    const {code, stdout} = await set('pages_to_scan=4321', 'run=1', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^pages_to_scan {2}100 → 4 321\nrun .*→ 1 \(running\)\nForecast: /);
    expect(await held('pages_to_scan', 'run')).toEqual({pages_to_scan: '100', run: '0'});
  });

  test.each([
    [['pages_to_scan=0'], 'scan nothing'],
    [['advisor_max_cpu=4294967296'], 'one core'],
    [['pages_to_scan=5', 'pages_to_scan=6'], 'given twice'],
    [['pages_shared=5'], 'it can be read, but not set'],
    [['pages=5'], 'is not a KSM parameter'],
    [['sleep_millisecs=33', 'smart_scan'], 'NAME=VALUE'],
    [[], 'NAME=VALUE'],
  ])('%j is a matter of usage', async (words, reason) => {
    const {code, stdout, stderr} = await set(...words);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toContain(reason);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(await ksm.read('sleep_millisecs')).toBe('20');
  });

  test('brings back what was written before a refusal', async () => {
    await ksm.write('pages_to_scan', 777);
    const words = ['set', 'smart_scan=0', 'pages_to_scan=888', 'sleep_millisecs=44', 'run=1'];
    const refusing = withReadOnly('smart_scan')(ksmtopProgram(...words));
    const {code, stderr} = await run(refusing, {env: cleanEnv});
    expect(code).toBe(1);
    expect(stderr).toMatch(/Cannot set smart_scan=0.*EROFS.*The former values are restored/);
    expect(await held('pages_to_scan', 'sleep_millisecs', 'smart_scan', 'run')).toEqual({
      pages_to_scan: '777',
      sleep_millisecs: '20',
      smart_scan: '1',
      run: '0',
    });
    await ksm.write('pages_to_scan', 100);
  });

  test('keeps the own pages_to_scan through a refused switch of the advisor', async () => {
    await ksm.write('pages_to_scan', 777);
    const words = ['set', 'advisor_mode=scan-time', 'advisor_target_scan_time=60'];
    const refusing = withReadOnly('advisor_target_scan_time')(ksmtopProgram(...words));
    expect(await run(refusing, {env: cleanEnv})).toMatchObject({code: 1});
    expect(await held('advisor_mode', 'pages_to_scan')).toEqual({
      advisor_mode: '[none] scan-time',
      pages_to_scan: '777',
    });
    await ksm.write('pages_to_scan', 100);
  });

  test.each([
    ['as nobody', asNobody, 'only root may write here (EACCES)'],
    ['on a read-only /sys', withReadOnlySysfs, 'mounted read-only (EROFS)'],
    ['without KSM', withoutKsm, 'has no KSM'],
  ])('%s says why it cannot', async (_, view, reason) => {
    const words = ['set', 'pages_to_scan=200', 'sleep_millisecs=5'];
    const {code, stderr} = await run(view(ksmtopProgram(...words)), {env: cleanEnv});
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
    expect(await held('pages_to_scan')).toEqual({pages_to_scan: '100'});
  });

  describe('with merged pages', () => {
    test('asks before it unmerges, and takes no for an answer', async () => {
      await using _first = await startWorkload({mib: 16});
      await using _second = await startWorkload({mib: 16});
      await ksm.scanFast();
      await ksm.waitForCounts({pages_shared: 4096, pages_sharing: 4096});

      const mute = await set('max_page_sharing=512');
      expect(mute.code).toBe(2);
      expect(mute.stdout).toContain('This unmerges everything first: 16.0 MiB needed');
      expect(mute.stderr).toContain('add --yes');

      for (const answer of ['enter', 'n', 'ctrl-c', 'ctrl-d']) {
        await using terminal = Terminal.start(ksmtopProgram('set', 'max_page_sharing=512'));
        await terminal.waitFor('Continue? y/N');
        await terminal.press(answer, ...(answer === 'n' ? ['enter'] : []));
        expect(await terminal.exited).toMatchObject({code: 1});
      }
      expect(await held('max_page_sharing', 'run')).toEqual({max_page_sharing: '256', run: '1'});
      expect(await ksm.count('pages_sharing')).toBe(4096);

      await using terminal = Terminal.start(ksmtopProgram('set', 'max_page_sharing=512'));
      await terminal.waitFor('Continue? y/N');
      await terminal.press('y', 'enter');
      expect(await terminal.exited).toMatchObject({code: 0});
      expect(await held('max_page_sharing', 'run')).toEqual({max_page_sharing: '512', run: '1'});
      await ksm.waitForCounts({pages_shared: 4096, pages_sharing: 4096});

      const back = await set('max_page_sharing=256', 'merge_across_nodes=0', '--yes');
      expect(back).toMatchObject({code: 0, stderr: ''});
      expect(await held('max_page_sharing', 'merge_across_nodes', 'run')).toEqual({
        max_page_sharing: '256',
        merge_across_nodes: '0',
        run: '1',
      });
    });

    test('starts ksmd again when the change between is refused', async () => {
      await using _first = await startWorkload({mib: 16});
      await using _second = await startWorkload({mib: 16});
      await ksm.scanFast();
      await ksm.waitForCounts({pages_shared: 4096, pages_sharing: 4096});
      const words = ksmtopProgram('set', 'max_page_sharing=512', '--yes');
      const {code, stderr} = await run(withReadOnly('max_page_sharing')(words), {env: cleanEnv});
      expect(code).toBe(1);
      expect(stderr).toContain(
        'The former values are restored: run=1 (running), max_page_sharing=256',
      );
      expect(await held('max_page_sharing', 'run')).toEqual({max_page_sharing: '256', run: '1'});
      await ksm.waitForCounts({pages_shared: 4096, pages_sharing: 4096});
    });
  });

  describe('while ksmd is in a batch of seconds', () => {
    test('an unmerge goes on when ksmtop is killed', async () => {
      await using _first = await startWorkload({mib: 1024, seed: 1});
      await using _second = await startWorkload({mib: 1024, seed: 1});
      await ksm.unmerge();
      await longBatch(ksm);
      await using ksmtop = await start(ksmtopProgram('set', 'run=2', '--yes'), {env: cleanEnv});
      await ksmtop.waitForOutput(/run=2 is waiting for ksmd/);
      await ksmtop.stop();
      expect(await ksm.read('run')).toBe('1');
      // The kernel shows 2 as soon as it begins.
      await ksm.waitForCounts({run: 2, pages_shared: 0}, {timeoutMs: 120_000});
    }, 240_000);

    test('an interrupted sequence takes back what it did', async () => {
      await using _first = await startWorkload({mib: 1024, seed: 1});
      await using _second = await startWorkload({mib: 1024, seed: 1});
      await ksm.unmerge();
      await longBatch(ksm);
      const words = ['set', 'pages_to_scan=1000', 'max_page_sharing=512', '--yes'];
      await using ksmtop = await start(ksmtopProgram(...words), {env: cleanEnv});
      await ksmtop.waitForOutput(/run=2 is waiting for ksmd/);
      process.kill(ksmtop.pid, 'SIGINT');
      expect(await ksmtop.exited).toEqual({code: 1, signal: null});
      expect(ksmtop.output()).toMatch(/interrupted before max_page_sharing=512/);
      expect(await held('max_page_sharing', 'run', 'pages_to_scan')).toEqual({
        max_page_sharing: '256',
        run: '1',
        pages_to_scan: '1000000',
      });
    }, 240_000);
  });
});

/** For each parameter a value that is not its default. */
const otherValues: Record<ParameterName, string> = {
  run: '1',
  pages_to_scan: '1234',
  sleep_millisecs: '33',
  merge_across_nodes: '0',
  use_zero_pages: '1',
  max_page_sharing: '512',
  stable_node_chains_prune_millisecs: '1000',
  smart_scan: '0',
  advisor_mode: 'scan-time',
  advisor_max_cpu: '50',
  advisor_min_pages_to_scan: '600',
  advisor_max_pages_to_scan: '20000',
  advisor_target_scan_time: '60',
};
