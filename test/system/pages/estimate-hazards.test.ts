import {cp, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {kill} from 'node:process';
import {setTimeout as pause} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {until} from '../../support/until.js';
import {makeCgroup} from '../harness/cgroups.js';
import {startSshd} from '../harness/connections/sshd.js';
import {guard} from '../harness/guard.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startAllocate, startWorkloads} from '../harness/ksmd/memory.js';
import {childrenOf} from '../harness/ksmd/process-files.js';
import {isExecutable, ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';

type Figures = Record<string, number>;
type Told = {total: Figures; containers: Figures[]; left_out?: {pid: number; reason: string}[]};

const mib = 1_048_576;

const estimateOf = async (pids: readonly number[]): Promise<Told> => {
  const words = ['estimate', '--cpu', '100', '--format', 'json', ...pids.map(String)];
  return JSON.parse(await mustRun(ksmtopProgram(...words)));
};

const needs = ['root', 'gcc', 'libc'] as const;

// Each estimate waits for seconds between its two readings.
describe.skipIf(missing('estimates of processes that misbehave', ...needs))(
  'ksmtop estimate',
  {concurrent: true},
  () => {
    test('processes that map, unmap, fork and execute do not disturb the others', async () => {
      await using restless = await startWorkloads(Array(3).fill({mib: 4, restless: true}));
      await using steady = await startWorkloads([{mib: 8}, {mib: 8}]);
      const pids = [...restless.pids, ...steady.pids];
      const {containers, left_out: leftOut = []} = await estimateOf(pids);
      expect(leftOut.filter(({pid}) => steady.pids.includes(pid))).toEqual([]);
      for (const {reason} of leftOut) expect(reason).toMatch(/^(?:ESRCH|ENOENT)$/);
      for (const figures of containers.slice(-2)) {
        expect(figures['would_save_bytes']).toBeGreaterThan(3.9 * mib);
        expect(figures['would_save_bytes']).toBeLessThan(4.5 * mib);
      }
    });

    test.each([
      ['v1', 'freezer', 'freezer.state', 'FROZEN', 'THAWED'],
      ['v2', '', 'cgroup.freeze', '1', '0'],
    ])(
      'what a frozen cgroup %s holds is read as any other',
      async (version, controllers, file, frozen, thawed) => {
        const path = `/ksmtop-estimate-${version}-${process.pid}`;
        await using cgroup = await makeCgroup(path, [controllers]);
        const [directory] = cgroup.directories;
        if (directory === undefined) return;
        await using started = await startWorkloads([{mib: 8}, {mib: 8, enter: cgroup.enter}]);
        await writeFile(`${directory}/${file}`, frozen);
        // What is frozen cannot be killed.
        const {total} = await estimateOf(started.pids).finally(() =>
          writeFile(`${directory}/${file}`, thawed),
        );
        expect(total['would_save_bytes']).toBeGreaterThan(7.9 * mib);
      },
    );

    // They would hold up the others.
    test('two thousand processes with the same frames count once', {
      concurrent: false,
    }, async () => {
      await using started = await startWorkloads([{mib: 16, forks: 2000}]);
      const [parent = 0] = started.pids;
      const children = await until('its children', async () => {
        const found = await childrenOf(parent);
        return found.length === 2000 && found;
      });
      const {total, left_out: leftOut = []} = await estimateOf([parent, ...children]);
      expect(leftOut).toEqual([]);
      expect(total['memory_bytes']).toBeGreaterThan(16 * mib);
      expect(total['memory_bytes']).toBeLessThan(80 * mib);
    });

    test('shared memory is not eligible', async () => {
      await using sharing = await startAllocate({mib: 16, how: 'shared'});
      const {total} = await estimateOf([sharing.pid]);
      expect(total['ineligible_bytes']).toBeGreaterThan(15.9 * mib);
      expect(total['ineligible_bytes']).toBeLessThan(17 * mib);
    });

    test('sixteen pages in 16 TiB are all found', {concurrent: false}, async () => {
      await using started = await startWorkloads([
        {mib: 1, sparseTib: 16},
        {mib: 1, sparseTib: 16},
      ]);
      const startedMs = performance.now();
      const {total} = await estimateOf(started.pids);
      expect(performance.now() - startedMs).toBeLessThan(15_000);
      // Without PAGEMAP_SCAN only the first of them are found in time.
      expect(total['not_looked_at_bytes']).toBe(0);
      expect(total['would_save_bytes']).toBeGreaterThanOrEqual(mib + 16 * 4096);
    });

    test.skipIf(isExecutable)(
      'without koffi sparse memory is searched for a time, and what was not found is said',
      async () => {
        const directory = await mkdtemp(join(tmpdir(), 'ksmtop-without-koffi-'));
        await using _copy = {[Symbol.asyncDispose]: () => rm(directory, {recursive: true})};
        const {command, args} = ksmtopProgram();
        const [bundle = ''] = args.slice(-1);
        await cp(dirname(bundle), directory, {recursive: true});
        await using started = await startWorkloads([{mib: 4, sparseTib: 16}]);
        const [pid = 0] = started.pids;
        const words = ['estimate', '--cpu', '100', '--format', 'json', String(pid)];
        const told = JSON.parse(
          await mustRun(
            program(command, ...args.slice(0, -1), join(directory, 'cli.js'), ...words),
          ),
        );
        expect(told).toMatchObject({lower_bound: true, left_out: [{pid, reason: 'sparse'}]});
        const {total} = told;
        expect(total.not_looked_at_bytes).toBe(told.left_out[0].memory_bytes);
        expect(total.memory_bytes).toBeGreaterThan(4 * mib);
      },
    );

    test.skipIf(missing('an estimate of memory in swap', 'zram', 'ksm'))(
      'pages in swap stay there, and are not looked at; ksmd merges the others as estimated',
      {timeout: ksmLockTimeoutMs},
      async () => {
        await using ksm = await holdKsm();
        await using _swap = await guard({
          what: 'a swap device',
          prepare: 'device=$(zramctl --find --size 64M) && mkswap "$device" && swapon "$device"',
          cleanUp: 'swapoff "$device"; zramctl --reset "$device"',
        });
        await using started = await startWorkloads([
          {mib: 16, swappedPercent: 50},
          {mib: 16, swappedPercent: 50},
        ]);
        const {pids} = started;
        const swapped = () => Promise.all(pids.map((pid) => statusOf(pid, 'VmSwap')));
        const before = await swapped();
        expect(Math.min(...before)).toBeGreaterThan(7 * mib);
        const {total} = await estimateOf(pids);
        expect(await swapped()).toEqual(before);
        const sum = before.reduce((all, bytes) => all + bytes, 0);
        expect(Math.abs((total['not_looked_at_bytes'] ?? 0) - sum)).toBeLessThan(mib / 4);
        const saved = total['would_save_bytes'] ?? 0;
        expect(saved).toBeGreaterThan(7.9 * mib);
        for (const pid of pids) kill(pid, 'SIGUSR1');
        await ksm.scanFast();
        const {pages_sharing: sharing = 0} = await ksm.waitForSettled();
        const offered = total['memory_bytes'] ?? 0;
        expect(Math.abs(saved - sharing * 4096)).toBeLessThan(0.03 * offered);
        expect(await swapped()).toEqual(before);
      },
    );

    test.each([
      ['SIGINT', [0, 100, 250, 500, 900, 1500, 3500]],
      ['SIGKILL', [500, 1500]],
    ] as const)('%s at any moment leaves no process', async (signal, momentsMs) => {
      await using started = await startWorkloads([{mib: 32}, {mib: 32}]);
      const {pids} = started;
      await Promise.all(
        momentsMs.map(async (momentMs) => {
          const mark = `KSMTOP_TEST=${process.pid}-${signal}-${momentMs}`;
          const words = ['estimate', '--cpu', '20', ...pids.map(String)];
          const [name = '', value] = mark.split('=');
          const env = {...process.env, [name]: value};
          await using estimating = await start(ksmtopProgram(...words), {env});
          await pause(momentMs);
          kill(estimating.pid, signal);
          await estimating.exited;
          await until('no process', async () => (await processesWith(mark)).length === 0);
        }),
      );
    });

    test.skipIf(missing('an estimate over ssh', 'sshd', 'busybox', 'unshare'))(
      'over ssh the ksmtop of that host estimates; without one it says how to get it',
      async () => {
        await using sshd = await startSshd();
        await using started = await startWorkloads([{mib: 8}, {mib: 8}]);
        const {pids} = started;
        const words = ['-H', 'root@hn1', 'estimate', '--format', 'json', ...pids.map(String)];
        const without = await runKsmtop(words, {env: sshd.env});
        expect(without.code).toBe(1);
        expect(without.stderr).toMatch(/hn1 has no ksmtop.*copy the executable/);
        await sshd.install(ksmtopProgram());
        const {code, stdout, stderr} = await runKsmtop(words, {env: sshd.env});
        expect({code, stderr}).toEqual({code: 0, stderr: ''});
        const {total}: Told = JSON.parse(stdout);
        expect(total['would_save_bytes']).toBeGreaterThan(7.9 * mib);
      },
    );
  },
);

/** A size in `/proc/PID/status`. */
async function statusOf(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}

/** Processes that have this in their environment: their parents gave it to them. */
async function processesWith(mark: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')),
  );
  return pids.filter((_, index) => environments[index]?.split('\0').includes(mark));
}
