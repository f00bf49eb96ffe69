import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {kernelTree} from '../../fixtures/kernels/kernelTree.js';
import {negativeProfit} from '../../fixtures/kernels/negative-profit.js';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';
import {type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {program, shellLine} from '../../support/program.js';
import {mustRun, run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {ksmtop, ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';

const from = ({procfs, sysfs}: WrittenTree) => ['--procfs', procfs, '--sysfs', sysfs];
const escapeByte = '\u001b';

/** How many processes are known after each sample of a `print` of this tree. */
async function processesLookedAt(tree: WrittenTree, ...options: readonly string[]) {
  const log = join(tree.directory, `sampling${options.join('')}.log`);
  const env = {KSMTOP_DEBUG_SAMPLING: log};
  const {code, stderr} = await runKsmtop(['print', '-n', '1', ...options, ...from(tree)], {env});
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  const counts = readFileSync(log, 'utf8').matchAll(/ processes=(\d+) /g);
  return [...counts].map(([, count]) => Number(count));
}

describe('print', () => {
  test('looks at processes where the verdict on the host depends on them', async () => {
    using saving = writeTree(kernel6_18.files);
    expect(await processesLookedAt(saving)).toEqual([0]);
    expect(await processesLookedAt(saving, '--format', 'csv')).toEqual([0]);
    expect((await processesLookedAt(saving, '--format', 'json')).at(-1)).toBeGreaterThan(0);
    using losing = writeTree(negativeProfit.files);
    expect((await processesLookedAt(losing)).at(-1)).toBeGreaterThan(0);
  });

  test('without a command and without a terminal, text comes', async () => {
    const {stdout, stderr} = await runInShell(`${shellLine(ksmtopProgram())} | head -2`);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^TIME +SAVED .* VERDICT\n\d\d:\d\d:\d\d .*\n$/);
    expect(stdout).not.toContain(escapeByte);
  });

  test.each(['text', 'json', 'csv', 'openmetrics'])(
    'ends in silence when nobody reads %s any more',
    async (format) => {
      const line = shellLine(ksmtopProgram('print', '--format', format, '-d', '0.1'));
      const {stdout, stderr} = await runInShell(`${line} | head -1; echo "$PIPESTATUS"`);
      expect(stderr).toBe('');
      expect(stdout.trimEnd().split('\n')).toEqual([expect.any(String), '0']);
    },
  );

  test('says why standard output cannot be written', async () => {
    const line = shellLine(ksmtopProgram('print', '-n', '1'));
    const {stdout, stderr} = await runInShell(`${line} > /dev/full; echo "$?"`);
    expect(stdout).toBe('1\n');
    expect(stderr).toBe('ksmtop: cannot write to standard output: ENOSPC.\n');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends with its line whole on %s', async (signal) => {
    await using printing = await start(ksmtopProgram('print', '--format', 'json', '-d', '0.1'));
    await printing.waitForOutput(/(.*\n){3}/);
    process.kill(printing.pid, signal);
    expect(await printing.exited).toEqual({code: null, signal});
    const lines = printing.output().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('ksm');
  });

  test('keeps to the interval', async () => {
    const {code, stdout, stderr} = await runKsmtop([
      ...['print', '-n', '15', '-d', '0.2', '--format', 'json'],
    ]);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects.map(({interval_seconds}) => typeof interval_seconds)).toEqual([
      'undefined',
      ...Array(14).fill('number'),
    ]);
    // On a busy machine samples are late, and left out; none comes early in the long run.
    const elapsedMs = Date.parse(objects.at(-1).time) - Date.parse(objects[0].time);
    expect(elapsedMs).toBeGreaterThanOrEqual(14 * 200 - 20);
  });

  test('repeats the headings on a terminal, and draws no screen', async () => {
    await using terminal = ksmtop(['print', '-d', '0.1'], {columns: 100, rows: 10});
    await terminal.waitFor(() => terminal.rawOutput.toString().split('TIME').length === 4);
    expect(terminal.alternateScreen).toBe(false);
    expect(terminal.rawOutput.toString()).not.toContain(escapeByte);
    terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual({code: null, signal: 'SIGINT'});
  });

  test('has every process in its first line', async () => {
    const processes = Array.from({length: 210}, (_, index) => ({
      pid: 10_000 + index,
      command: 'many',
      cgroup: `/lxc.payload.c${index % 7}`,
      container: `lxc:c${index % 7}`,
      ksm: {rmapItems: 10, mergingPages: 2, mergeable: true},
    }));
    const {processes: _, files: __, ...description} = kernel6_18;
    using tree = writeTree(kernelTree({...description, processes, ksm: {run: 1}}).files);
    const {stdout} = await runKsmtop(['print', '-n', '1', '--format', 'json', ...from(tree)]);
    const {host, containers} = JSON.parse(stdout);
    expect(host).toMatchObject({processes: 210, processes_readable: 210});
    expect(containers.map((row: {processes: number}) => row.processes)).toEqual(Array(7).fill(30));
  });

  test('names containers as people do, in its first line too', async () => {
    const id = runtimeId('docker-web');
    using tree = writeTree({
      ...kernel6_18.files,
      [`proc/1/root/var/lib/docker/containers/${id}/config.v2.json`]: '{"Name":"/shop"}',
    });
    const {stdout} = await runKsmtop([
      ...['print', '-n', '1', '--container', 'shop', '--format', 'json'],
      ...from(tree),
    ]);
    expect(JSON.parse(stdout).containers).toMatchObject([{id: `docker:${id}`, name: 'shop'}]);
  });

  test('prints without what a hanging file would tell, and ends with its exit code', async () => {
    using tree = writeTree(kernel6_18.files);
    const maps = join(tree.procfs, '3030', 'maps');
    rmSync(maps);
    await mustRun(program('mkfifo', maps));
    const {code, stdout, stderr} = await runKsmtop([
      ...['print', '-n', '1', '--format', 'json', '--container', 'w01'],
      ...from(tree),
    ]);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    const {host, containers} = JSON.parse(stdout);
    expect(host.processes).toBe(27);
    expect(containers[0].preload).toMatchObject({loaded: 0, merging: 2, unknown: 1});
    const refused = await runKsmtop(['print', '-n', '1', '--container', 'w99', ...from(tree)]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^ksmtop: container "w99" not found; /);
  });

  test('narrows to a container, by name or id', async () => {
    using tree = writeTree(kernel6_18.files);
    const named = await runKsmtop([
      'print',
      '-n',
      '2',
      '-d',
      '0.1',
      '--container',
      'w01',
      ...from(tree),
    ]);
    expect(named.stdout.split('\n').slice(0, -1)).toEqual([
      expect.stringMatching(/^TIME +CONTAINER/),
      expect.stringMatching(
        / w01 +lxc +5 +2 merging +17\.6 MiB +128 MiB +125 MiB +111 MiB +\+109 MiB +saving$/,
      ),
      expect.stringMatching(/ w01 /),
    ]);
    const byId = await runKsmtop([
      ...['print', '-n', '1', '--format', 'json', '--container', 'lxc:w01'],
      ...from(tree),
    ]);
    expect(JSON.parse(byId.stdout).containers).toMatchObject([{id: 'lxc:w01'}]);
    const none = await runKsmtop(['print', '-n', '1', '--container', 'w99', ...from(tree)]);
    expect(none).toMatchObject({code: 1, stdout: ''});
    expect(none.stderr).toMatch(/^ksmtop: container "w99" not found; .*\n$/);
  });

  test('names the figures of a container that are impossible, once', async () => {
    using tree = writeTree(kernel6_18.files);
    const ksmStat = String(kernel6_18.files['proc/3020/ksm_stat']);
    const impossible = ksmStat.replace(/ksm_merging_pages:? .*/, 'ksm_merging_pages 99999');
    tree.update({'proc/3020/ksm_stat': impossible});
    const printed = async (...options: string[]) =>
      (await runKsmtop(['print', '-n', '2', '-d', '0.1', ...options, ...from(tree)])).stderr;
    expect(await printed('--container', 'w01')).toMatch(
      /^ksmtop: Some kernel figures are impossible and shown as unknown: 1 process has such .*3020\)\.\n$/,
    );
    const [, web = ''] =
      /docker-(\w+)\.scope/.exec(String(kernel6_18.files['proc/3100/cgroup'])) ?? [];
    expect(await printed('--container', `docker:${web}`)).toBe('');
    expect(await printed('--container', 'w01', '--format', 'csv')).toBe('');
  });

  test('keeps the newest sample in a file that is whole at every moment', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ksmtop-print-'));
    const path = join(directory, 'ksmtop.prom');
    await using printing = await start(
      ksmtopProgram('print', '--format', 'openmetrics', '-d', '0.1', '--output', path),
    );
    const inodes = new Set<number>();
    await until(
      'ten files in turn',
      () => {
        const names = readdirSync(directory).filter((name) => name.endsWith('.prom'));
        if (names.length === 0) return false;
        expect(names).toEqual(['ksmtop.prom']);
        expect(readFileSync(path, 'utf8')).toMatch(/^# HELP ksm_verdict [\s\S]*\n# EOF\n$/);
        const {ino, mode} = statSync(path);
        expect(mode & 0o777).toBe(0o644);
        inodes.add(ino);
        return inodes.size > 1;
      },
      {intervalMs: 1},
    );
    process.kill(printing.pid, 'SIGTERM');
    expect(await printing.exited).toEqual({code: null, signal: 'SIGTERM'});
    expect(readdirSync(directory)).toEqual(['ksmtop.prom']);
    expect(printing.output()).toBe('');
    rmSync(directory, {recursive: true});
  });

  test('says why a file cannot be written', async () => {
    const {code, stderr} = await runKsmtop(['print', '-n', '1', '--output', '/nowhere/x.prom']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'ksmtop: /nowhere/x.prom cannot be written: its directory does not exist.\n',
    );
  });
});

function runInShell(line: string) {
  return run(program('/bin/bash', '-c', line));
}
