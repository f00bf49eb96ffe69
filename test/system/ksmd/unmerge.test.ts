import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {cleanEnv} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {type Cgroup, cgroupMounts, makeCgroup} from '../harness/cgroups.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {longBatch} from '../harness/ksmd/longBatch.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {childrenOf} from '../harness/ksmd/process-files.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';

const mib = 2 ** 20;
const unmergeProgram = ksmtopProgram('set', 'run=2', '--yes');

describe.skipIf(missing('failing unmerges', 'ksm', 'gcc', 'libc'))('an unmerge', () => {
  let ksm: HeldKsm;
  beforeAll(async () => {
    ksm = await holdKsm();
  }, ksmLockTimeoutMs);
  afterAll(() => ksm?.restore());

  test('that a signal interrupts says so, and ksmd runs as before', async () => {
    await using _first = await startWorkload({mib: 1024});
    await using _second = await startWorkload({mib: 1024});
    await longBatch(ksm);
    await using ksmtop = await start(unmergeProgram, {env: cleanEnv});
    await ksmtop.waitForOutput(/run=2 is waiting for ksmd/);
    process.kill(await writerOf(ksmtop.pid), 'SIGTERM');
    expect(await ksmtop.exited).toEqual({code: 1, signal: null});
    expect(ksmtop.output()).toMatch(/run=2 was not completed: a signal.*\(EINTR\)/);
    expect(await ksm.read('run')).toBe('1');
    expect(await ksm.count('pages_sharing')).toBeGreaterThan(10_000);
  }, 240_000);

  describe('with too little memory in a cgroup', () => {
    test('says what the kernel found (ENOMEM)', async (context) => {
      await using full = await fullCgroup(ksm);
      if (!full) return context.skip('needs the memory controller of cgroup version 1');
      await full.set('memory.oom_control', 1);
      const {code, stderr} = await run(unmergeProgram, {env: cleanEnv});
      expect(code).toBe(1);
      expect(stderr).toMatch(/run=2 was not completed: .*\(ENOMEM\).*[Tt]ry again/);
      expect(await ksm.read('run')).toBe('1');
      expect(await ksm.count('pages_sharing')).toBeGreaterThan(0);
    });

    test('names the container that it may bring to its limit', async (context) => {
      await using full = await fullCgroup(ksm);
      if (!full) return context.skip('needs the memory controller of cgroup version 1');
      const asked = await run(ksmtopProgram('set', 'run=2', '--dry-run'), {env: cleanEnv});
      expect(asked.stdout).toMatch(
        /The memory limit of ksmtop-full leaves 1[56]\d MiB, but up to 512 MiB may be needed/,
      );
      await full.set('memory.limit_in_bytes', -1);
      const again = await run(ksmtopProgram('set', 'run=2', '--dry-run'), {env: cleanEnv});
      expect(again.stdout).toMatch(/This unmerges everything/);
      expect(again.stdout).not.toMatch(/memory limit/);
    });

    test('says that its own process was killed, and nothing else was', async (context) => {
      await using full = await fullCgroup(ksm);
      if (!full) return context.skip('needs the memory controller of cgroup version 1');
      const {code, stderr} = await run(full.enter(unmergeProgram), {env: cleanEnv});
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /run=2 was not completed: the kernel ran out of memory and killed the process that/,
      );
      expect(await ksm.read('run')).toBe('1');
      expect(await ksm.count('pages_sharing')).toBeGreaterThan(0);
      expect(full.running()).toBe(true);
    });
  });
});

type FullCgroup = AsyncDisposable & {
  set(file: string, value: number): Promise<void>;
  enter: Cgroup['enter'];
  /** Whether what fills it is still there. */
  running(): boolean;
};

/** A cgroup that is all but full of pages merged with each other. */
async function fullCgroup(ksm: HeldKsm): Promise<FullCgroup | undefined> {
  const mount = (await cgroupMounts()).find(({controllers}) => controllers === 'memory');
  if (!mount) return undefined;
  const cgroup = await makeCgroup('/lxc/ksmtop-full', ['memory']);
  const directory = join(mount.directory, cgroup.path);
  const set = (file: string, value: number) =>
    writeFile(join(directory, file), String(value), {flag: 'r+'});
  const options = {mib: 256, enter: cgroup.enter};
  const workloads = [await startWorkload(options), await startWorkload(options)];
  await ksm.scanFast();
  await ksm.waitForCounts({pages_shared: 65_536, pages_sharing: 65_536});
  const used = Number(await readFile(join(directory, 'memory.usage_in_bytes'), 'utf8'));
  await set('memory.limit_in_bytes', used + 160 * mib);
  let ended = 0;
  for (const {exited} of workloads) void exited.then(() => ended++);
  return {
    set,
    enter: cgroup.enter,
    running: () => ended === 0,
    async [Symbol.asyncDispose]() {
      await set('memory.limit_in_bytes', -1);
      await Promise.all(workloads.map((workload) => workload.stop()));
      await cgroup.release();
    },
  };
}

/** The child that writes for it; others read. */
async function writerOf(pid: number): Promise<number> {
  const isWriter = async (child: number) =>
    (await readFile(`/proc/${child}/comm`, 'utf8')).trim() === 'cat';
  return until('the writer', async () => {
    for (const child of await childrenOf(pid)) if (await isWriter(child)) return child;
    return undefined;
  });
}
