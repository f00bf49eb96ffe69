import {readFile} from 'node:fs/promises';
import {kill} from 'node:process';
import {describe, expect, test} from 'vitest';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {until} from '../../support/until.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkloads, type WorkloadOptions} from '../harness/ksmd/memory.js';
import {childrenOf, ksmStat} from '../harness/ksmd/process-files.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';
import {startStuck} from '../harness/stuck.js';

const isThere = async (pid: number): Promise<boolean> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+Z/m.test(status);
};

/** Whether the children that read for the sample have made way for the one that reads memory. */
const onlyEstimates = async (pid: number): Promise<boolean> => {
  const [child, ...others] = await childrenOf(pid);
  if (child === undefined || others.length > 0) return false;
  const words = await readFile(`/proc/${child}/cmdline`, 'latin1').catch(() => '');
  return words.split('\0').includes('estimate');
};

type Figures = Record<string, number> & {id: string};
type Told = {
  total: Figures;
  containers: Figures[];
  best: string[];
  left_out: {pid: number; reason: string}[];
  sampled_one_in: number;
};

const pageBytes = 4096;
const mib = 1_048_576;

const estimateOf = async (pids: readonly number[]): Promise<Told> => {
  const words = ['estimate', '--cpu', '100', '--format', 'json', ...pids.map(String)];
  return JSON.parse(await mustRun(ksmtopProgram(...words)));
};

const needs = ['root', 'ksm', 'gcc', 'libc'] as const;

// Each estimate waits for seconds between its two readings.
describe.skipIf(missing('the estimate against what ksmd merges', ...needs))(
  'ksmtop estimate',
  {concurrent: true},
  () => {
    test.each<[string, WorkloadOptions[]]>([
      ['identical', [{mib: 16}, {mib: 16}, {mib: 16}]],
      [
        'half shared',
        [
          {mib: 16, uniquePercent: 50},
          {mib: 16, uniquePercent: 50},
        ],
      ],
      [
        'unique',
        [
          {mib: 16, uniquePercent: 100},
          {mib: 16, uniquePercent: 100},
        ],
      ],
      [
        'all zero',
        [
          {mib: 16, zeroPercent: 100},
          {mib: 8, zeroPercent: 100},
        ],
      ],
      ['of every kind', Array(2).fill({mib: 16, uniquePercent: 30, zeroPercent: 20})],
    ])(
      'what is %s is estimated within 3 % of what ksmd then merges',
      {
        timeout: ksmLockTimeoutMs,
      },
      async (_, workloads) => {
        await using started = await startWorkloads(workloads);
        const {pids} = started;
        const {total, containers, sampled_one_in: sampledOneIn} = await estimateOf(pids);
        await using ksm = await holdKsm();
        // They end before another test holds it.
        await using _offering = started;
        for (const pid of pids) kill(pid, 'SIGUSR1');
        await ksm.scanFast();
        const {pages_sharing: sharing = 0} = await ksm.waitForSettled();
        expect(sampledOneIn).toBe(1);
        const offered = total['memory_bytes'] ?? 0;
        expect(Math.abs((total['would_save_bytes'] ?? 0) - sharing * pageBytes)).toBeLessThan(
          0.03 * offered,
        );
        const sum = containers.reduce((all, each) => all + (each['would_save_bytes'] ?? 0), 0);
        expect(sum).toBeCloseTo(total['would_save_bytes'] ?? 0, -2);
        const stats = await Promise.all(pids.map(ksmStat));
        const mergedPages = stats.map((stat) => Number(stat['ksm_merging_pages'] ?? 0));
        const allMerged = mergedPages.reduce((all, pages) => all + pages, 0);
        for (const [index, container] of containers.entries()) {
          // The kernel counts the kept pages, too: each process has its part of them.
          const kernel = allMerged && ((mergedPages[index] ?? 0) / allMerged) * sharing * pageBytes;
          expect(Math.abs((container['would_save_bytes'] ?? 0) - kernel)).toBeLessThan(
            0.03 * (container['memory_bytes'] ?? 0),
          );
        }
      },
    );

    test('what changes all the time is volatile; of the rest as much is estimated as ksmd merges', {
      timeout: ksmLockTimeoutMs,
    }, async () => {
      await using started = await startWorkloads(Array(2).fill({mib: 4, changingPercent: 50}));
      const {pids} = started;
      // They change at each full second: in between, a reading finds them alike.
      await until('a second that has just begun', () => Date.now() % 1000 < 100);
      const {total} = await estimateOf(pids);
      expect(total['volatile_bytes']).toBeGreaterThan(1.5 * mib);
      await using ksm = await holdKsm();
      await using _offering = started;
      for (const pid of pids) kill(pid, 'SIGUSR1');
      // A full scan takes over three seconds: what changes each second has changed by the next one,
      // also where a busy machine keeps the program waiting for two.
      await ksm.write('smart_scan', 0);
      await ksm.write('pages_to_scan', 15);
      await ksm.write('run', 1);
      await ksm.waitForFullScans(3);
      const saved = (await ksm.count('pages_sharing')) * pageBytes;
      const offered = total['memory_bytes'] ?? 0;
      expect(Math.abs((total['would_save_bytes'] ?? 0) - saved)).toBeLessThan(0.03 * offered);
    });

    test('what a process shares with its children is saved already', async () => {
      await using started = await startWorkloads([{mib: 16, forks: 10}]);
      const [pid = 0] = started.pids;
      const children = await until('its children', async () => {
        const found = await childrenOf(pid);
        return found.length === 10 && found;
      });
      const {total} = await estimateOf([pid, ...children]);
      expect(total['memory_bytes']).toBeLessThan(19 * mib);
      expect(total['would_save_bytes']).toBeLessThan(1 * mib);
    });

    test('a process that is unlike all others is not worth it', async () => {
      await using started = await startWorkloads([
        {mib: 8},
        {mib: 8},
        {mib: 8, uniquePercent: 100},
      ]);
      const {pids} = started;
      const {best} = await estimateOf(pids);
      expect(best.toSorted()).toEqual([`process:${pids[0]}`, `process:${pids[1]}`].toSorted());
    });

    test('a process that ends while it is read is left out, and said to be', async () => {
      await using started = await startWorkloads([{mib: 8}, {mib: 8}]);
      const {pids, running} = started;
      const words = ['estimate', '--cpu', '1', '--format', 'json', ...pids.map(String)];
      await using estimating = await start(ksmtopProgram(...words));
      await until('the child that estimates', () => onlyEstimates(estimating.pid));
      await running[1]?.stop();
      const told: Told = JSON.parse(await estimating.waitForOutput(/\n/, 60_000));
      const reason = expect.stringMatching(/^(?:ESRCH|ENOENT)$/);
      expect(told.left_out).toMatchObject([{pid: pids[1], reason}]);
    });

    test('without CAP_SYS_ADMIN it says that shared pages look like duplicates', async () => {
      await using started = await startWorkloads([{mib: 4, forks: 1}]);
      const [pid = 0] = started.pids;
      const [child = 0] = await until('its child', async () => {
        const found = await childrenOf(pid);
        return found.length === 1 && found;
      });
      const words = ['estimate', '--cpu', '100', '--format', 'json', String(pid), String(child)];
      const {command, args} = ksmtopProgram(...words);
      const without = program('setpriv', '--bounding-set', '-sys_admin', '--', command, ...args);
      const told = JSON.parse(await mustRun(without));
      expect(told.frames_seen).toBe(false);
      // Each of both counts the pages that they share.
      expect(told.total.memory_bytes).toBeGreaterThan(8 * mib);
    });

    test('Ctrl-C before the second reading leaves an upper bound, and says so', async () => {
      await using started = await startWorkloads([{mib: 4}, {mib: 4, seed: 2}]);
      const {pids} = started;
      const words = ['estimate', '--cpu', '100', ...pids.map(String)];
      await using terminal = ksmtop(words, {columns: 200});
      await terminal.waitFor(/second reading/);
      await terminal.press('ctrl-c');
      const {code} = await terminal.exited;
      expect(code).toBe(0);
      const text = terminal.text().join('\n');
      expect(text).toContain('At most this much would be saved: the second reading was not begun');
      // The cell of VOLATILE: it is unknown, not 0.
      expect(text).toMatch(/^total .* – /m);
    });

    test('Ctrl-C ends it with what it has, and leaves no process', async () => {
      await using started = await startWorkloads([{mib: 1}, {mib: 64, seed: 2}]);
      const {pids} = started;
      const words = ['estimate', '--cpu', '1', '--format', 'json', ...pids.map(String)];
      await using estimating = await start(ksmtopProgram(...words));
      await until('the child that estimates', () => onlyEstimates(estimating.pid));
      const children = await childrenOf(estimating.pid);
      kill(estimating.pid, 'SIGINT');
      await until('all of them to end', async () => {
        const states = await Promise.all([estimating.pid, ...children].map(isThere));
        return !states.includes(true);
      });
    });
  },
);

test.skipIf(missing('an estimate of a process that hangs', ...needs, 'fuse'))(
  'a process whose memory hangs is left out, and the others are estimated',
  {timeout: ksmLockTimeoutMs},
  async () => {
    // ksmd would wait for its lock, and all that write to ksmd.
    await using _ksm = await holdKsm();
    await using started = await startWorkloads([{mib: 4}, {mib: 4}]);
    await using stuck = await startStuck('ksmtop-estimate-stuck');
    await stuck.hang();
    const told = await estimateOf([stuck.holder, ...started.pids]);
    expect(told.left_out).toMatchObject([{pid: stuck.holder, reason: 'hangs'}]);
    expect(told.total['would_save_bytes']).toBeGreaterThan(3.5 * mib);
  },
);
