import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {projectRoot, typescript} from '../../support/typescript.js';
import {uniqueName} from '../harness/containers/container.js';
import {startQemu} from '../harness/containers/qemu.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startAllocate, startWorkload} from '../harness/ksmd/memory.js';
import {cgroupLines, ksmStat} from '../harness/ksmd/process-files.js';
import {native} from '../harness/native/compile.js';
import {start} from '../harness/running.js';

describe.skipIf(missing('KSM', 'ksm', 'gcc', 'libc'))('KSM', {timeout: ksmLockTimeoutMs}, () => {
  test('a pair of workloads merges to exactly the expected pages', async () => {
    await using ksm = await holdKsm();
    await using first = await startWorkload({mib: 8, seed: 7, uniquePercent: 25});
    await using second = await startWorkload({mib: 8, seed: 7, uniquePercent: 25});
    await ksm.scanFast();
    await ksm.waitForCounts({pages_shared: 1536, pages_sharing: 1536, pages_unshared: 1024});
    await ksm.waitForSettled();
    expect(await ksmStat(first.pid)).toMatchObject({ksm_merging_pages: '1536'});
    expect(await ksmStat(second.pid)).toMatchObject({ksm_mergeable: 'yes', ksm_merge_any: 'no'});
  });

  test('zero pages are a part of their own', async () => {
    await using ksm = await holdKsm();
    await ksm.write('use_zero_pages', 1);
    await using workload = await startWorkload({mib: 8, zeroPercent: 50});
    await ksm.scanFast();
    await ksm.waitForCounts({ksm_zero_pages: 1024, pages_unshared: 1024, pages_sharing: 0});
    expect(await ksmStat(workload.pid)).toMatchObject({ksm_zero_pages: '1024'});
  });

  test('prctl offers all memory, of this program and of the next', async () => {
    await using ksm = await holdKsm();
    await using workload = await startWorkload({mib: 8, how: 'prctl'});
    await using sleeper = await start(program(await native('mergeany'), 'sleep', '60'));
    await ksm.scanFast();
    await ksm.waitForFullScans(2);
    expect(await ksmStat(workload.pid)).toMatchObject({ksm_merge_any: 'yes'});
    expect(await ksmStat(sleeper.pid)).toMatchObject({ksm_merge_any: 'yes'});
  });

  test('the preload offers what a program allocates', async () => {
    const preload = await native('libksm_preload.so');
    await using ksm = await holdKsm();
    await using first = await startAllocate({mib: 8, preload});
    await using second = await startAllocate({mib: 8, preload});
    await ksm.scanFast();
    await ksm.waitForSettled();
    for (const {pid} of [first, second]) {
      expect(await ksmStat(pid)).toMatchObject({ksm_mergeable: 'yes'});
      expect(Number((await ksmStat(pid))['ksm_merging_pages'])).toBeGreaterThanOrEqual(2048);
    }
  });

  test('the preload does not reach every program', async () => {
    const preload = await native('libksm_preload.so');
    const mib = 1;
    await using plain = await startAllocate({mib});
    await using statical = await startAllocate({mib, preload, statically: true});
    await using small = await startAllocate({mib, preload, mergeThresholdBytes: 2 ** 30});
    await using escaping = await startAllocate({mib, preload, how: 'mmap64'});
    const seen = [plain, statical, small, escaping].map(async ({pid}) => [
      (await ksmStat(pid))['ksm_mergeable'],
      (await readFile(`/proc/${pid}/maps`, 'utf8')).includes(preload),
    ]);
    expect(await Promise.all(seen)).toEqual([
      ['no', false],
      ['no', false],
      ['no', true],
      ['no', true],
    ]);
  });

  test('what a killed holder changed is put back, and the next one is let in', async () => {
    const marker = 'stable_node_chains_prune_millisecs';
    const holder = await start(
      typescript(
        `import {holdKsm} from '${projectRoot}test/system/harness/ksmd/ksm.ts';
         const ksm = await holdKsm();
         await ksm.write('${marker}', 1987);
         console.log('changed');
         setInterval(() => {}, 1000);`,
      ),
    );
    await holder.waitForOutput(/changed/, ksmLockTimeoutMs);
    expect((await run(program('flock', '-n', '/run/ksmtop-test.lock', 'true'))).code).toBe(1);
    await holder.stop();
    const ksm = await holdKsm();
    await ksm.restore();
    expect((await readFile(`/sys/kernel/mm/ksm/${marker}`, 'utf8')).trim()).not.toBe('1987');
  });

  test.skipIf(missing('virtual machines', 'qemu'))(
    'a virtual machine offers its memory',
    async () => {
      await using ksm = await holdKsm();
      await using first = await startQemu({name: uniqueName('vm'), filledMib: 8});
      await using second = await startQemu({name: uniqueName('vm'), filledMib: 8});
      await using closed = await startQemu({
        name: uniqueName('vm'),
        filledMib: 8,
        mergeable: false,
      });
      await ksm.scanFast();
      await ksm.waitForSettled();
      expect(Number((await ksmStat(first.pid))['ksm_merging_pages'])).toBeGreaterThanOrEqual(2048);
      expect(await ksmStat(closed.pid)).toMatchObject({ksm_mergeable: 'no'});
      expect(await cgroupLines(second.pid)).toMatchObject({'': second.cgroupPath});
    },
  );
});
