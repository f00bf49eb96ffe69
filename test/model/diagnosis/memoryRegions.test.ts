import {expect, test} from 'vitest';
import type {MemoryRegion} from '../../../source/kernel/process/memory/smaps.js';
import {advance} from '../../../source/model/advance.js';
import {deriveProcess} from '../../../source/model/derive/processes.js';
import {diagnose} from '../../../source/model/diagnosis/diagnosis.js';
import {condense, mainRegions} from '../../../source/model/diagnosis/memoryRegions.js';
import {inspectionOf} from '../../fixtures/inspection.js';
import {random} from '../../fixtures/random.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const process = processOf({
  preload: {mapped: '/usr/lib/libksm_preload.so', requested: '/usr/lib/libksm_preload.so'},
  ksm: {rmapItems: 0, mergingPages: 0, mergeable: false},
});
const sample = sampleOf({ksm: {full_scans: 9}, processes: [process]});
const model = advance(undefined, sample);

function diagnosed(regions: readonly MemoryRegion[]): string {
  const row = deriveProcess(model, process);
  const inspection = inspectionOf(process, {regions});
  return diagnose({row, inspection, sample, scans: model.scans}).text;
}

function randomRegions(seed: number): MemoryRegion[] {
  const pick = random(seed);
  return Array.from({length: pick(200)}, (_, index) => {
    const residentBytes = pick(3) * pick(3000) * 4096;
    const unmergeable = (['shared', 'hugetlb', 'device'] as const)[pick(20)];
    return {
      addresses: `${index}000-${index + 1}000`,
      name: ['', '[heap]', '/usr/lib/libc.so.6', '[stack]'][pick(4)] ?? '',
      sizeBytes: residentBytes + pick(3) * 4096,
      residentBytes,
      proportionalBytes: pick(1 + residentBytes),
      anonymousBytes: pick(3) === 0 ? residentBytes : 0,
      ksmBytes: pick(1 + residentBytes),
      mergeable: pick(5) === 0,
      ...(unmergeable && {unmergeable}),
    };
  });
}

const sum = (regions: readonly MemoryRegion[], figure: keyof MemoryRegion) =>
  regions.reduce((total, region) => total + Number(region[figure]), 0);

test('a memory map becomes short, and says the same', () => {
  let shortened = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const regions = randomRegions(seed);
    const {regions: short = []} = condense(inspectionOf(process, {regions}));
    expect(short.length).toBeLessThanOrEqual(25);
    if (short.length < mainRegions(regions).length) shortened++;
    const all = mainRegions(regions);
    for (const figure of ['residentBytes', 'proportionalBytes', 'anonymousBytes'] as const) {
      expect(sum(short, figure)).toBe(sum(all, figure));
    }
    const offered = (list: readonly MemoryRegion[]) => list.filter(({mergeable}) => mergeable);
    expect(sum(offered(short), 'sizeBytes')).toBe(sum(offered(all), 'sizeBytes'));
    expect(diagnosed(short)).toBe(diagnosed(regions));
  }
  expect(shortened).toBeGreaterThan(50);
});

test('a short memory map keeps every region, and what is no memory map stays as it is', () => {
  const regions = mainRegions(randomRegions(3)).slice(0, 16);
  const {regions: kept} = condense(inspectionOf(process, {regions}));
  expect(kept).toEqual(mainRegions(regions));
  const {regions: _, ...unread} = inspectionOf(process);
  expect(condense(unread)).toBe(unread);
});
