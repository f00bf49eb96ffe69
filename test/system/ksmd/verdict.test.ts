import {describe, expect, test} from 'vitest';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';

type Printed = {
  ksm: Record<string, number | string>;
  ksmd: {cpu_percent?: number};
  figures: Record<string, number | string>;
};

/** The last of some samples: the first one has no CPU time. */
async function printed(samples: number): Promise<Printed> {
  const {stdout} = await runKsmtop([
    ...['print', '--format', 'json', '-d', '1', '-n', String(samples)],
  ]);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

const verdict = async (samples = 1) => (await printed(samples)).figures.verdict;

describe.skipIf(missing('KSM', 'ksm', 'gcc', 'libc'))(
  'the verdict on this machine',
  {timeout: ksmLockTimeoutMs},
  () => {
    test('is off, idle, starting, saving and costly in turn', async () => {
      await using ksm = await holdKsm();
      expect(await verdict()).toBe('off');
      await ksm.write('run', 1);
      expect(await verdict()).toBe('idle');

      await using _first = await startWorkload({mib: 64, seed: 3});
      await using _second = await startWorkload({mib: 64, seed: 3});
      // 32,768 pages, of which ksmd looks at 100 every 24 ms: the first scan takes 8 s.
      expect(await verdict()).toBe('starting');

      await ksm.scanFast();
      await ksm.waitForSettled();
      await ksm.write('sleep_millisecs', 1000);
      const saving = await printed(3);
      expect(saving.figures).toMatchObject({verdict: 'saving', saved_bytes: 64 * 2 ** 20});
      expect(saving.ksmd.cpu_percent).toBeLessThan(5);

      await ksm.write('sleep_millisecs', 0);
      // Behind whatever else runs here, ksmd may take a while to get its part of a core.
      await until('ksmd is busy, and saves too little for that', async () => {
        const {ksmd, figures} = await printed(3);
        return figures.verdict === 'costly' && (ksmd.cpu_percent ?? 0) > 5;
      });
    });

    test('is losing with distinct data, wherever smart_scan has it', async () => {
      await using ksm = await holdKsm();
      await using _workload = await startWorkload({mib: 128, uniquePercent: 100});
      await ksm.write('pages_to_scan', 4000);
      await ksm.write('run', 1);
      await ksm.waitForFullScans(4);
      await using printing = await start(ksmtopProgram('print', '--format', 'json', '-d', '0.1'));
      const samples = (): Printed[] =>
        printing
          .output()
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line));
      await until('smart_scan moves the pages to and fro', () => {
        const unshared = samples().map(({ksm: {pages_unshared}}) => Number(pages_unshared));
        return Math.max(...unshared) - Math.min(...unshared) > 16_000;
      });
      expect(new Set(samples().map(({figures}) => figures.verdict))).toEqual(new Set(['losing']));
    });

    test('comes with the figures of the kernel, file by file', async () => {
      await using ksm = await holdKsm();
      await using _first = await startWorkload({
        mib: 16,
        seed: 5,
        uniquePercent: 25,
        zeroPercent: 25,
      });
      await using _second = await startWorkload({mib: 16, seed: 5, uniquePercent: 25});
      await ksm.write('use_zero_pages', 1);
      await ksm.scanFast();
      await ksm.waitForSettled();
      await ksm.write('run', 0);
      const {ksm: files, figures} = await printed(1);
      const {pages_sharing = 0, ksm_zero_pages = 0, general_profit} = await ksm.counts();
      expect(files).toEqual({...(await ksm.counts()), advisor_mode: 'none'});
      expect(figures).toMatchObject({
        saved_bytes: (pages_sharing + ksm_zero_pages) * 4096,
        profit_bytes: general_profit,
        verdict: 'off',
      });
    });
  },
);
