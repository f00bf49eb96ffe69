import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {createLocalHost} from '../source/host/local/localHost.js';
import {advance} from '../source/model/advance.js';
import {deriveProcesses} from '../source/model/derive/processes.js';
import type {Model} from '../source/model/model.js';
import type {Sample} from '../source/model/sample/sample.js';
import {explainRefusal} from '../source/model/tuning/refusal.js';
import {formatSignedBytes} from '../source/text/units.js';
import {sampleOfHost} from './fixtures/hostSample.js';
import {kernels} from './fixtures/kernels/kernels.js';
import {modelOf} from './fixtures/model.js';
import {processOf, sampleOf} from './fixtures/sample.js';
import {type WrittenTree, writeTree} from './fixtures/tree.js';
import {drawScreen, startScreen} from './support/screen/screen.js';

/** What went wrong in other programs that show or tune KSM must not go wrong in this one. */

const size = {columns: 120, rows: 40};
const ksmFile = (name: string) => `sys/kernel/mm/ksm/${name}`;

/** Reads the tree until all its processes are known. */
async function readTree(tree: WrittenTree): Promise<Sample> {
  const host = createLocalHost(tree);
  try {
    let sample = await host.sample();
    while (!sample.processes || sample.processesPending) sample = await host.sample();
    return sample;
  } finally {
    await host.close();
  }
}

test('1: a negative profit is no huge one, nor the end of everything', async () => {
  const sample = await sampleOfHost('negative-profit');
  expect(sample.ksm?.counters.general_profit).toBe(-201_384_320);
  const lines = await drawScreen(advance(undefined, sample), size);
  expect(lines[2]).toContain('profit -192 MiB');
});

test('2: KSM that any program starts later is seen', async () => {
  using tree = writeTree(kernels['kernel-6.18']?.files ?? {});
  tree.update({[ksmFile('run')]: '0\n'});
  const host = createLocalHost(tree);
  const stopped = await host.sample();
  using screen = await startScreen(stopped, size);
  expect(screen.lines()[1]).toContain('stopped');
  tree.update({[ksmFile('run')]: '1\n'});
  await screen.show(await host.sample());
  await host.close();
  expect(screen.lines()[1]).toContain('running');
  await screen.press('s');
  expect(screen.text()).toContain('Stop ksmd?');
});

test('3: a program that loses memory by KSM is shown with its minus', async () => {
  const model = advance(undefined, await sampleOfHost('negative-profit'));
  const [row] = deriveProcesses(model, 'service:spark.service');
  expect(row?.profitBytes).toBeLessThan(-100_000_000);
  const lines = await drawScreen(model, size);
  const line = lines.find((text) => text.includes('spark.service'));
  expect(`${line} `).toContain(` ${formatSignedBytes(row?.profitBytes)} `);
});

test('4: a page is as large as the kernel says', async () => {
  const model = advance(undefined, await sampleOfHost('64k-pages'));
  expect(model.sample.host.pageSizeBytes).toBe(65_536);
  const {pages_sharing = 0} = model.sample.ksm?.counters ?? {};
  expect(model.figures.savedBytes).toBe(pages_sharing * 65_536);
  const redis = model.containers?.find(({kind}) => kind === 'docker');
  expect(redis?.offeredBytes).toBe(2100 * 65_536);
});

test('5: saved is sharing and zero pages; not less what is shared, and not with it', () => {
  const {figures} = modelOf({ksm: {pages_shared: 1000, pages_sharing: 5000, ksm_zero_pages: 200}});
  expect(figures.savedBytes).toBe(5200 * 4096);
});

describe('6: nothing shared', () => {
  const idle = modelOf({}, {});

  test('divides nothing by zero', () => {
    expect(JSON.stringify(idle)).not.toContain('null');
    expect(idle.figures).not.toHaveProperty('sharingPerShared');
    expect(idle.figures).not.toHaveProperty('savedShareOfOffered');
  });

  test('still has its lines and its chart', async () => {
    const lines = await drawScreen(idle, size);
    for (const row of [5, 6, 7, 8]) expect(lines[row]).toMatch(/ 0 +0 B +▁▁ +0\/s$/);
    const chart = await drawScreen(idle, size, ['c']);
    expect(chart.join('\n')).toMatch(/ 0 MiB ┤ *─+ sharing/);
  });
});

describe('7: errors', () => {
  test('of a write are reported, EBUSY with the way out', async () => {
    using screen = await startScreen(sampleOf({ksm: {pages_shared: 5}}), size);
    await screen.press(']');
    await screen.host.answer({errno: 'EBUSY', value: '100'});
    expect(screen.status()).toContain(explainRefusal('EBUSY', 'pages_to_scan', '200'));
    expect(screen.status()).toMatch(/EBUSY.*Unmerge with run=2/);
  });

  test('of one file cost that figure alone', async () => {
    const whole = await sampleOfHost('kernel-6.18');
    for (const name of ['advisor_max_cpu', 'pages_shared']) {
      using tree = writeTree(kernels['kernel-6.18']?.files ?? {});
      rmSync(join(tree.directory, ksmFile(name)));
      tree.update({[`${ksmFile(name)}/`]: ''});
      const {ksm, processes} = await readTree(tree);
      const {[name as 'run']: _, ...parameters} = whole.ksm?.parameters ?? {};
      const {[name as 'pages_shared']: __, ...counters} = whole.ksm?.counters ?? {};
      expect(ksm).toEqual({counters, parameters});
      expect(processes).toHaveLength(whole.processes?.length ?? 0);
    }
  });
});

test('8: rates survive counters that go back', () => {
  const at = (full_scans: number, pages_scanned: number) => ({ksm: {full_scans, pages_scanned}});
  const reset = modelOf(at(400, 1000), at(0, 2000));
  expect(reset.rates?.counters).not.toHaveProperty('full_scans');
  expect(reset.rates?.pagesScannedPerSecond).toBe(1000);
  expect(modelOf(at(400, 1000), at(0, 2000), at(1, 2500)).rates?.counters.full_scans).toBe(1);
});

test('9: the profits of all processes add up to that of the host, kept pages counted once', () => {
  // As measured: two programs of 16 384 equal pages, 128 of them kept.
  const program = () => processOf({ksm: {rmapItems: 16_384, mergingPages: 16_384, zeroPages: 0}});
  const generalProfit = 32_640 * 4096 - 32_768 * 64;
  const model = modelOf({
    ksm: {pages_shared: 128, pages_sharing: 32_640, general_profit: generalProfit},
    processes: [program(), program()],
  });
  const sum = (profits: ReadonlyArray<{profitBytes?: number}> = []) =>
    profits.reduce((total, {profitBytes = 0}) => total + profitBytes, 0);
  expect(sum(deriveProcesses(model, 'host'))).toBeCloseTo(generalProfit, 3);
  expect(sum(model.containers)).toBeCloseTo(generalProfit, 3);
});

describe('10: one sample', () => {
  const sample = sampleOf({ksm: {pages_scanned: 5_000_000, pages_sharing: 700, full_scans: 9}});
  const model: Model = advance(undefined, sample);

  test('is no rate', () => {
    expect(model).not.toHaveProperty('rates');
  });

  test('says so', async () => {
    const lines = await drawScreen(model, size);
    expect(lines[3]).toContain('First sample: rates need a second one.');
    for (const row of [5, 6, 7, 8]) expect(lines[row]).toMatch(/ –$/);
    expect(lines[1]).toContain(' – cpu');
    expect(lines[1]).not.toMatch(/\d %? ?cpu|pages\/s/);
  });
});
