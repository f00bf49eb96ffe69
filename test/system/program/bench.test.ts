import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {nameOf, stateOf} from '../../../scripts/bench/machine/processFacts.mjs';
import {rows} from '../../../scripts/bench/rows.mjs';
import {missing} from '../../support/requirements.js';
import {isSoak} from '../../support/soak.js';
import {until} from '../../support/until.js';
import {ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';

const bench = fileURLToPath(new URL('../../../scripts/bench/bench.mjs', import.meta.url));

/** One row of each kind of measure; the others take minutes, and run in a soak. */
const quickRows = ['first-frame', 'print', 'help', 'bytes', 'key', 'saved-sum', 'sample'];
const checkedRows = isSoak ? rows : rows.filter(({id}) => quickRows.includes(id));

/** What is left of a storm may be less than nothing. */
const isDifference = (id: string) => id.startsWith('storm');

const processes = () =>
  readdirSync('/proc').map((pid) => ({name: nameOf(pid), state: stateOf(pid)}));

const programOf = (pid: string) => {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
};

describe.skipIf(missing('the bench', 'ksm', 'gcc', 'libc', 'htop', 'fuse'))('npm run bench', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ksmtop-bench-test-'));
  });
  afterAll(() => rmSync(directory, {recursive: true}));

  test('its rows run, on small hosts, and tell a figure', {
    timeout: ksmLockTimeoutMs,
  }, async () => {
    const json = join(directory, 'figures.json');
    const ids = checkedRows.map(({id}) => id).join();
    const args = [bench, '--small', '--json', json, '--rows', ids];
    // How the figures compare with the budgets is no matter on a machine that runs tests.
    const {stdout} = await promisify(execFile)(process.execPath, args).catch((error) => error);
    const told = JSON.parse(readFileSync(json, 'utf8'));
    expect(told).toMatchObject({machine: {kernel: expect.any(String)}, effort: {repeats: 1}});
    for (const {id, what, unit} of checkedRows) {
      const row = told.rows.find((each: {id: string}) => each.id === id);
      expect(stdout).toContain(what);
      expect(row, id).toMatchObject({unit, figure: expect.any(Number)});
      if (!isDifference(id)) expect(row.figure, id).toBeGreaterThan(0);
    }
  });

  test('interrupted while a process hangs, it leaves nothing behind', {
    timeout: ksmLockTimeoutMs,
  }, async () => {
    const running = spawn(process.execPath, [bench, '--rows', 'key-hang', '--small'], {
      env: {...process.env, TMPDIR: directory},
      stdio: 'ignore',
    });
    // From `status` alone: the link to its program waits for a process that hangs.
    const hanging = () => processes().filter(({name, state}) => name === 'stuck' && state === 'D');
    const ended = once(running, 'exit');
    try {
      await Promise.race([
        until('processes that hang', () => hanging().length > 0, {timeoutMs: ksmLockTimeoutMs}),
        ended.then(() => Promise.reject(new Error('The bench ended before a process hung.'))),
      ]);
      expect(processes().filter(({name}) => name === 'processes').length).toBeGreaterThan(40);
    } finally {
      running.kill('SIGTERM');
    }
    expect(await ended).toEqual([143, null]);
    const own = readdirSync('/proc').filter((pid) => programOf(pid).startsWith(directory));
    expect(own).toEqual([]);
    expect(readdirSync(directory).filter((name) => name !== 'figures.json')).toEqual([]);
  });
});
