import {chmod, copyFile, mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createLocalHost, type LocalHost} from '../../../source/host/local/localHost.js';
import {advance} from '../../../source/model/advance.js';
import {deriveProcess} from '../../../source/model/derive/processes.js';
import {diagnose} from '../../../source/model/diagnosis/diagnosis.js';
import type {Model} from '../../../source/model/model.js';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {until} from '../../support/until.js';
import {reserveHugePages} from '../harness/ksmd/hugePages.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startAllocate, startWorkload} from '../harness/ksmd/memory.js';
import {compileForeign, native} from '../harness/native/compile.js';
import {type Running, start} from '../harness/running.js';

/** A library of the usual name in a directory of its own, so that it can be removed. */
async function ownLibrary(directory: string): Promise<string> {
  const path = join(directory, 'libksm_preload.so');
  await copyFile(await native('libksm_preload.so'), path);
  return path;
}

describe.skipIf(missing('reasons of real processes', 'ksm', 'gcc', 'libc'))(
  'why a real process does not merge',
  () => {
    let ksm: HeldKsm;
    let host: LocalHost;
    let directory: string;
    let model: Model | undefined;

    beforeAll(async () => {
      ksm = await holdKsm();
      directory = await mkdtemp(join(tmpdir(), 'ksmtop-reasons-'));
      await chmod(directory, 0o755);
      host = createLocalHost();
    }, ksmLockTimeoutMs);
    afterAll(async () => {
      await host?.close();
      if (directory) await rm(directory, {recursive: true});
      await ksm?.restore();
    });

    /** Waits until ksmtop gives the expected reason for a process. */
    async function expectReason({pid}: Running, preload: string, sentence: RegExp) {
      let last = 'it was not found';
      await until(
        () => `${sentence}; last: ${last}`,
        async () => {
          model = advance(model, await host.sample());
          const process = model.sample.processes?.find((each) => each.pid === pid);
          const inspection = process && (await host.inspect(process));
          if (!process || !inspection) return false;
          const row = deriveProcess(model, process);
          const {sample, scans} = model;
          const {text, cure} = diagnose({row, inspection, sample, scans});
          last = `${row.preload}: ${text}`;
          expect(cure ?? 'no cure is needed').not.toBe('');
          return row.preload === preload && sentence.test(text);
        },
        {intervalMs: 200, timeoutMs: 30_000},
      );
    }

    test('the library is not there', async () => {
      await using running = await startAllocate({mib: 1, preload: '/nowhere/libksm_preload.so'});
      await expectReason(running, 'requested', /that file is missing/);
    });

    test('the program is statically linked', async () => {
      const preload = await ownLibrary(directory);
      await using running = await startAllocate({mib: 1, statically: true, preload});
      await expectReason(running, 'requested', /statically linked/);
    });

    test('the program has file capabilities', async () => {
      const preload = await ownLibrary(directory);
      const path = join(directory, 'capable');
      await copyFile(await native('allocate'), path);
      await mustRun(program('setcap', 'cap_net_raw+ep', path));
      // Only for a user who gains by it is the program started in the loader's secure mode.
      await using running = await start(
        program('setpriv', '--reuid', '65534', '--clear-groups', path, '--mib', '1'),
        {env: {PATH: process.env['PATH'], LD_PRELOAD: preload}},
      );
      await running.waitForOutput(/ready/);
      await expectReason(running, 'requested', /file capabilities \(AT_SECURE\)/);
    });

    test('the program is for another machine than the library', async () => {
      const path = join(directory, 'libksm_preload.so');
      const library = Buffer.from(
        await (await import('node:fs/promises')).readFile(await native('libksm_preload.so')),
      );
      library.writeUInt16LE(183, 18); // EM_AARCH64
      await writeFile(path, library);
      await using running = await startAllocate({mib: 1, preload: path});
      await expectReason(running, 'requested', /built for aarch64 \(64-bit\)/);
    });

    test.skipIf(missing('a 32-bit program', '32-bit'))(
      'the program is for 32 bits, the library for 64',
      async () => {
        const preload = await ownLibrary(directory);
        const executable = join(directory, 'allocate32');
        await compileForeign('32-bit', executable);
        await using running = await startAllocate({mib: 1, preload, executable});
        await expectReason(running, 'requested', /\(64-bit\), the program for i386 \(32-bit\)/);
      },
    );

    test.skipIf(missing('a program on musl', 'musl'))('the program runs on musl', async () => {
      const executable = join(directory, 'allocate-musl');
      await compileForeign('musl', executable);
      // With a library for glibc in its place, this loader would not start the program at all.
      const preload = join(directory, 'musl', 'libksm_preload.so');
      await using running = await startAllocate({mib: 1, preload, executable});
      await mkdir(join(directory, 'musl'));
      await ownLibrary(join(directory, 'musl'));
      await expectReason(running, 'requested', /is not loaded, and the program uses musl/);
    });

    test.each([
      {how: 'shared', words: 'shared memory'},
      {how: 'file', words: 'file-backed memory'},
    ] as const)('its memory is $words', async ({how, words}) => {
      await using running = await startAllocate({mib: 32, how});
      await expectReason(
        running,
        'none',
        new RegExp(`Most of its .* is ${words}, which KSM never`),
      );
    });

    test.skipIf(missing('huge pages', 'hugetlb'))('its memory is huge pages', async () => {
      await using _pages = await reserveHugePages(32);
      const preload = await ownLibrary(directory);
      await using running = await startAllocate({
        ...{mib: 32, chunkKib: 32 * 1024, how: 'hugetlb', preload},
      });
      await expectReason(running, 'loaded', /Most of its .* is huge pages \(hugetlb\), which KSM/);
    });

    test('the program was started before the library was installed', async () => {
      const path = join(directory, 'later', 'libksm_preload.so');
      await using running = await startAllocate({mib: 1, preload: path});
      await mustRun(program('mkdir', '-p', join(directory, 'later')));
      await ownLibrary(join(directory, 'later'));
      await expectReason(running, 'requested', /started before it was installed/);
    });

    test('the library was replaced since', async () => {
      const preload = await ownLibrary(directory);
      await using running = await startAllocate({mib: 8, preload, mergeThresholdBytes: 2 ** 30});
      await copyFile(preload, `${preload}.new`);
      await rename(`${preload}.new`, preload);
      await expectReason(running, 'loaded', /has been replaced or removed since it started/);
    });

    test('every allocation is below the threshold', async () => {
      const preload = await ownLibrary(directory);
      await using running = await startAllocate({mib: 8, preload, mergeThresholdBytes: 2 ** 40});
      await expectReason(running, 'loaded', /every allocation is below its threshold of 1\.00 TiB/);
    });

    test('its memory comes through a call that is not hooked', async () => {
      const preload = await ownLibrary(directory);
      await using running = await startAllocate({mib: 8, how: 'mmap64', preload});
      await expectReason(running, 'loaded', /calls that it does not hook \(mmap64/);
    });

    test('ksmd is stopped, then the first scans are awaited', async () => {
      await using running = await startWorkload({mib: 8, seed: 61});
      await expectReason(running, 'mergeable', /but ksmd is stopped/);
      await ksm.write('pages_to_scan', 1);
      await ksm.write('sleep_millisecs', 1000);
      await ksm.write('run', 1);
      await expectReason(running, 'mergeable', /not completed two full scans/);
      await ksm.write('run', 0);
    });

    test('it offers unique memory, at a loss', async () => {
      await using running = await startWorkload({mib: 8, seed: 62, uniquePercent: 100});
      await ksm.scanFast();
      await ksm.waitForFullScans(4);
      await expectReason(running, 'mergeable', /at a loss: nothing is merged/);
      await ksm.write('run', 0);
    });

    test('it merges', async () => {
      await using running = await startWorkload({mib: 8, seed: 63});
      await using _twin = await startWorkload({mib: 8, seed: 63});
      await ksm.scanFast();
      await expectReason(running, 'merging', /^It merges 8\.00 MiB of 8\.00 MiB offered/);
      await ksm.write('run', 0);
    });

    test('it has not opted in', async () => {
      await using running = await startAllocate({mib: 1});
      await expectReason(running, 'none', /has not opted in/);
    });

    test('what is saved adds up, children of a fork included', async () => {
      await using _one = await startWorkload({mib: 8, seed: 64});
      await using _two = await startWorkload({mib: 8, seed: 64});
      await ksm.scanFast();
      await ksm.waitForSettled();
      await until('the shares add up to the whole', async () => {
        model = advance(model, await host.sample());
        const total = model.figures.savedBytes ?? 0;
        const shares = (model.containers ?? []).reduce(
          (sum, {savedBytes = 0}) => sum + savedBytes,
          0,
        );
        return total > 0 && Math.abs(shares - total) <= total / 100;
      });
    });
  },
);
