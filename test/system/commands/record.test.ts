import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Sample} from '../../../source/model/sample/sample.js';
import {createDecoder} from '../../../source/recording/decode.js';
import {createRecorder} from '../../../source/recording/files/recorder.js';
import {busyHost} from '../../fixtures/busyHost.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {program, shellLine} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {guard} from '../harness/guard.js';
import {allocateArgs} from '../harness/ksmd/memory.js';
import {ksmtop, ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {native} from '../harness/native/compile.js';
import {start} from '../harness/running.js';

let directory = '';
let host: WrittenTree;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-record-'));
  host = writeTree(kernel6_18.files);
});
afterEach(() => {
  rmSync(directory, {recursive: true});
  host[Symbol.dispose]();
});

/** `record` of a host that does not change, ten times a second. */
const recordArgs = (...args: string[]) => [
  ...['record', '-d', '0.1', '--procfs', host.procfs, '--sysfs', host.sysfs],
  ...args,
];

function contentOf(text: string): {samples: Sample[]; ended: boolean} {
  const decoder = createDecoder();
  const lines = text.split('\n').filter((line) => line !== '');
  return {samples: lines.flatMap((line) => decoder.take(line) ?? []), ended: decoder.ended};
}

describe('ksmtop record', () => {
  test('ends after so many samples of this host, the first with every process in it', async () => {
    const path = join(directory, 'ksm.jsonl');
    const {code, stdout, stderr} = await runKsmtop(['record', '-n', '3', '-d', '0.1', path]);
    expect({code, stdout}).toEqual({code: 0, stdout: ''});
    expect(stderr).toMatch(/^ksmtop: 3 samples in \d.* s, \S+ KiB in .*ksm\.jsonl\.\n$/);
    const {samples, ended} = contentOf(readFileSync(path, 'utf8'));
    expect(samples).toHaveLength(3);
    expect(ended).toBe(true);
    expect(samples[0]?.processesPending).toBeUndefined();
    expect(samples[0]?.processes?.map(({pid}) => pid)).toContain(process.pid);
    const [first, second] = samples.map(({monotonicMs}) => monotonicMs) as [number, number];
    expect(second).toBeGreaterThan(first);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends by %s with a valid file',
    async (signal) => {
      const path = join(directory, 'ksm.gz');
      await using running = await start(ksmtopProgram(...recordArgs(path)));
      await until('three samples', () => samplesIn(path) >= 3);
      process.kill(running.pid, signal);
      expect(await running.exited).toEqual({code: 0, signal: null});
      const {samples, ended} = contentOf(String(gunzipSync(readFileSync(path))));
      expect(running.output()).toMatch(new RegExp(`^ksmtop: ${samples.length} samples in `));
      expect(ended).toBe(true);
    },
  );

  test('leaves what it had when it is killed', async () => {
    const path = join(directory, 'ksm.gz');
    await using running = await start(ksmtopProgram(...recordArgs(path)));
    await until('three samples', () => samplesIn(path) >= 3);
    await running.stop();
    expect(samplesIn(path)).toBeGreaterThanOrEqual(3);
    const {stdout} = await run(program('zcat', path));
    expect(stdout.match(/^\{"sample"/gm)?.length).toBe(samplesIn(path));
  });

  test('shows its progress to a person', async () => {
    await using terminal = ksmtop(recordArgs(join(directory, 'ksm.gz')));
    await terminal.waitFor(/^\d+ samples in \d.* s, \S+ KiB$/m);
    await terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
    expect(terminal.text().join('\n').trim()).toMatch(
      /^ksmtop: \d+ samples in .* in \S+ksm\.gz\.$/,
    );
  });

  test('writes to a pipe, and ends quietly when nobody reads on', async () => {
    const recording = shellLine(ksmtopProgram(...recordArgs('-')));
    const script = `${recording} | head -n 3 | cut -c 1-10`;
    const {code, stdout, stderr} = await run(program('/bin/sh', '-c', script));
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toMatch(/^\{"ksmtop":\n(?:\{"(?:inspecti|processe|sample":)\n){2}$/);
  });

  test('refuses before it begins', async () => {
    const path = join(directory, 'ksm.gz');
    const refusal = async (...args: string[]) => {
      const {code, stderr} = await runKsmtop(['record', ...args]);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refusal()).toContain('record needs one file');
    expect(await refusal('a', 'b')).toContain('record needs one file');
    expect(await refusal(path, '-n', '0')).toContain('--count needs a number of 1 or more');
    expect(await refusal(path, '--keep', '2')).toContain('--keep needs --max-size');
    expect(await refusal(path, '--max-size', '3')).toContain(
      '--max-size needs a size of 64K or more',
    );
    expect(await refusal('-', '--max-size', '1M')).toContain('--max-size needs a file');
    expect(await refusal(path, '--procfs', directory)).toContain('is not a procfs');
  });
});

describe.skipIf(missing('recording memory maps', 'root', 'gcc', 'libc'))('memory maps', () => {
  test('are recorded, and nothing else of the environment', async () => {
    await using preloaded = await start(
      program(await native('allocate'), ...allocateArgs({mib: 8})),
      {
        env: {
          LD_PRELOAD: await native('libksm_preload.so'),
          KSMP_MERGE_THRESHOLD: String(2 ** 30),
          DATABASE_PASSWORD: 'hunter2',
        },
      },
    );
    await preloaded.waitForOutput(/^ready$/m);
    const path = join(directory, 'ksm.jsonl');
    const {code} = await runKsmtop(['record', '-n', '2', '-d', '0.1', path]);
    expect(code).toBe(0);
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('hunter2');
    const [line = ''] = text
      .split('\n')
      .filter((each) => each.includes(`{"pid":${preloaded.pid},"startTicks"`));
    expect(JSON.parse(line)).toMatchObject({
      inspection: {mergeThresholdBytes: 2 ** 30, library: {mapped: true}},
    });
    expect(JSON.parse(line).inspection.regions.length).toBeGreaterThan(3);
  });
});

describe.skipIf(missing('recording onto a full disk', 'root'))('a full disk', () => {
  const samples = busyHost({processes: 30, containers: 5, seconds: 300});

  test.each(
    [8, 12, 16, 20, 24, 28, 32].flatMap((kib) => [
      [kib, 'ksm.jsonl'] as const,
      [kib, 'ksm.gz'] as const,
    ]),
  )('of %i KiB ends a recording with a sentence and a valid %s', async (kib, name) => {
    const disk = await guard({
      what: 'a small disk',
      prepare: `mount -t tmpfs -o size=${kib}k tmpfs ${directory}`,
      cleanUp: `umount ${directory}`,
    });
    try {
      const path = join(directory, name);
      const recorder = createRecorder({path, program: '1.0', keep: 1});
      const recording = async () => {
        for (const sample of samples) await recorder.append({sample});
      };
      await expect(recording()).rejects.toThrow('recording ended: the disk is full (ENOSPC). ');
      // The first sample alone, plain, takes more than the smallest disks have.
      const some = recorder.samples > 0;
      expect(some).toBe(kib > 20 || name === 'ksm.gz');
      expect(existsSync(path)).toBe(some);
      if (!some) return;
      const bytes = readFileSync(path);
      const content = contentOf(String(name === 'ksm.gz' ? gunzipSync(bytes) : bytes));
      expect(content).toEqual({samples: samples.slice(0, recorder.samples), ended: true});
    } finally {
      await disk.release();
    }
  });

  test('is an end of the command, too', async () => {
    const disk = await guard({
      what: 'a small disk',
      prepare: `mount -t tmpfs -o size=4k tmpfs ${directory}`,
      cleanUp: `umount ${directory}`,
    });
    try {
      const {code, stderr} = await runKsmtop(recordArgs(join(directory, 'ksm.jsonl')));
      expect(code).toBe(1);
      expect(stderr).toMatch(/^ksmtop: recording ended: the disk is full \(ENOSPC\)/);
    } finally {
      await disk.release();
    }
  });
});

/** Samples that are whole in a file as it is now. */
function samplesIn(path: string): number {
  const text = String(gunzipSync(readFileSync(path), {finishFlush: 2}));
  return text.match(/^\{"sample".*\}$/gm)?.length ?? 0;
}
