import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {believe} from '../../../source/model/belief/belief.js';
import {preloadState} from '../../../source/model/derive/preloadState.js';
import {deriveProcess} from '../../../source/model/derive/processes.js';
import type {ProcessSample, Sample} from '../../../source/model/sample/sample.js';
import {random} from '../../fixtures/random.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const mib = 2 ** 20;
const containerOf = (name: string) => ({kind: 'lxc', id: `lxc:${name}`, name});

/** 78 MiB merged, as the host counts. */
const host = {
  pages_shared: 1000,
  pages_sharing: 19_000,
  pages_unshared: 4000,
  full_scans: 20,
  general_profit: 19_000 * 4096 - 24_000 * 64,
};

type Counts = {merging: number; rmap?: number; zero?: number};

function merger(
  name: string,
  {merging, rmap = merging, zero = 0}: Counts,
  more: Partial<ProcessSample> = {},
) {
  const ksm = {rmapItems: rmap, mergingPages: merging, zeroPages: zero, profitBytes: 1};
  return processOf({container: containerOf(name), command: name, ksm, ...more});
}

const hostOf = (processes: readonly ProcessSample[], ksm = {}): Sample =>
  sampleOf({ksm: {...host, ...ksm}, processes});
const doubtedOf = (sample: Sample) =>
  (believe(sample).sample.processes ?? []).map(({doubts}) => doubts?.map(({figure}) => figure));

describe('counts that children have from their parent', () => {
  const honest = merger('honest', {merging: 10_000}, {anonBytes: 60 * mib});

  test('820 MiB of the 78 of the host are unknown, and take no share of the others', () => {
    const child = merger('forking', {merging: 210_000}, {anonBytes: 4 * mib});
    const own = merger('forking', {merging: 10_000}, {anonBytes: 50 * mib});
    const model = advance(undefined, hostOf([honest, own, child]));
    const saved = (name: string) => model.containers?.find((row) => row.name === name);
    expect(saved('honest')?.savedBytes).toBe(9500 * 4096);
    expect(saved('forking')?.mergedBytes).toBe(10_000 * 4096);
    expect(saved('forking')?.savedBytes).toBe(9500 * 4096);
    const process = model.sample.processes?.[2] as ProcessSample;
    expect(process.doubts?.[0]?.reason).toBe('is more than its 1 024 resident anonymous pages');
    expect(deriveProcess(model, process)).not.toHaveProperty('savedBytes');
  });

  test('are found where each alone would fit its memory', () => {
    const parent = merger('prefork', {merging: 9000}, {pid: 10, anonBytes: 40 * mib});
    const children = Array.from({length: 8}, (_, index) =>
      merger('prefork', {merging: 9000 + index, rmap: 9500}, {parentPid: 10, anonBytes: 39 * mib}),
    );
    const processes = [honest, parent, ...children];
    const doubted = doubtedOf(hostOf(processes, {pages_unshared: 80_000}));
    expect(doubted.slice(0, 2)).toEqual([undefined, undefined]);
    expect(doubted.slice(2).flat()).toContain('ksm_merging_pages');
    const model = advance(undefined, hostOf(processes, {pages_unshared: 80_000}));
    expect(model.containers?.find(({name}) => name === 'honest')?.savedBytes).toBe(9500 * 4096);
  });

  test('are still unknown after an unmerge, which leaves the host none', () => {
    const child = merger('forking', {merging: 210_000}, {anonBytes: 900 * mib});
    const sample = hostOf([child], {pages_shared: 0, pages_sharing: 0});
    expect(doubtedOf(sample)[0]).toContain('ksm_merging_pages');
  });

  test('a container without any believable figure has none', () => {
    const child = merger('forking', {merging: 210_000}, {anonBytes: 4 * mib});
    const {containers} = advance(undefined, hostOf([honest, child]));
    const row = containers?.find(({name}) => name === 'forking');
    expect(row).not.toHaveProperty('mergedBytes');
    expect(row).not.toHaveProperty('savedBytes');
    expect(row?.preload.unknown).toBe(1);
  });
});

describe('what can be', () => {
  test('is left alone while the sums agree, whatever is resident now', () => {
    const freed = merger('freed', {merging: 10_000}, {anonBytes: mib});
    const sample = hostOf([freed, merger('other', {merging: 10_000})]);
    expect(believe(sample).sample).toBe(sample);
  });

  test('is a little more than the host counts, as ksmd continues between two reads', () => {
    const sample = hostOf([merger('a', {merging: 12_000}), merger('b', {merging: 12_000})]);
    expect(believe(sample).sample).toBe(sample);
  });

  test('is checked against the memory of each where many cannot be read', () => {
    const hidden = processOf({readable: false, ksm: undefined});
    const child = merger('forking', {merging: 9000}, {anonBytes: 4 * mib});
    expect(doubtedOf(hostOf([child, hidden]))[0]).toContain('ksm_merging_pages');
  });

  test('keeps the list and its processes the same objects while nothing changes', () => {
    const child = merger('forking', {merging: 210_000}, {anonBytes: 4 * mib});
    const sample = hostOf([child, merger('honest', {merging: 10_000})]);
    const first = believe(sample).sample.processes;
    expect(believe({...sample, timeMs: 1}).sample.processes).toBe(first);
    expect(believe({...sample, processes: first ?? []}).sample.processes).toBe(first);
  });
});

test.each([2 ** 64, -1, 2 ** 63])('zero pages of %d are unknown, and save nothing', (zero) => {
  const processes = [merger('a', {merging: 10_000}), merger('b', {merging: 10_000, zero})];
  const model = advance(undefined, hostOf(processes));
  const [, process] = model.sample.processes ?? [];
  expect(process?.doubts?.map(({figure}) => figure)).toEqual([
    'ksm_zero_pages',
    'ksm_process_profit',
  ]);
  expect(process?.ksm).toEqual({rmapItems: 10_000, mergingPages: 10_000});
  const row = model.containers?.find(({name}) => name === 'b');
  expect(row?.savedBytes).toBe(9500 * 4096);
});

test('zero pages are no more than those of the host, and unknown where its own are', () => {
  const process = merger('a', {merging: 20_000, zero: 50_000});
  expect(doubtedOf(hostOf([process], {ksm_zero_pages: 10}))[0]).toContain('ksm_zero_pages');
  expect(doubtedOf(hostOf([process], {ksm_zero_pages: -3}))[0]).toContain('ksm_zero_pages');
  expect(doubtedOf(hostOf([process], {ksm_zero_pages: 50_000}))[0]).toBeUndefined();
});

test('merged pages without rmap items are unknown, as each has one', () => {
  const [impossible, scanned] = [
    merger('a', {merging: 15_000, rmap: 10}, {anonBytes: 80 * mib}),
    merger('b', {merging: 5000, rmap: 4900}, {anonBytes: 80 * mib}),
  ];
  const {processes = []} = believe(hostOf([impossible, scanned])).sample;
  expect(processes[0]?.doubts?.[0]).toMatchObject({
    figure: 'ksm_merging_pages',
    reason: 'is more than its 10 rmap items',
  });
  expect(processes[1]?.doubts).toBeUndefined();
});

test('of 32-bit kernels a count has wrapped at 2^32', () => {
  const sample = sampleOf({
    host: {rmapItemBytes: 32},
    processes: [merger('a', {merging: 2 ** 32 - 3, rmap: 5})],
  });
  expect(doubtedOf(sample)[0]).toEqual(['ksm_merging_pages', 'ksm_process_profit']);
});

test('a process whose counts cannot be has not merely loaded the library', () => {
  const process = merger('a', {merging: -1, rmap: -1}, {preload: {mapped: '/lib/libksm.so'}});
  const [believed] = believe(hostOf([process])).sample.processes ?? [];
  expect(believed && preloadState(believed)).toBe('unknown');
});

test('whatever processes claim, all together never save more than the host', () => {
  const pick = random(5);
  for (let round = 0; round < 200; round++) {
    const processes = Array.from({length: 1 + pick(12)}, (_, index) =>
      merger(
        `c${pick(4)}`,
        {merging: pick(4) === 0 ? 2 ** pick(65) : pick(9000), rmap: pick(20_000), zero: 0},
        {pid: 10 + index, parentPid: 9 + index, anonBytes: pick(80) * mib},
      ),
    );
    const {containers = [], figures} = advance(undefined, hostOf(processes));
    const saved = containers.reduce((sum, {savedBytes = 0}) => sum + savedBytes, 0);
    expect(saved).toBeLessThanOrEqual((figures.savedBytes ?? 0) * 1.001);
  }
});
