import {describe, expect, test} from 'vitest';
import type {CounterName} from '../../../source/kernel/ksm/counters.js';
import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';
import type {Values} from '../../../source/model/tuning/checkValue.js';
import {
  forecast,
  fullScanTime,
  observe,
  pagesForScanTime,
  sameScanSettings,
} from '../../../source/model/tuning/forecast.js';
import {savableBytes} from '../../../source/model/tuning/savable.js';
import {needText, unmergeNeed} from '../../../source/model/tuning/unmerge.js';
import {ksmSampleOf} from '../../fixtures/ksmSample.js';
import {random} from '../../fixtures/random.js';
import {randomSample} from '../../fixtures/randomSample.js';
import {sampleOf} from '../../fixtures/sample.js';

type KsmCounters = Partial<Record<CounterName, number>>;

const usualGoal = {scanSeconds: 60, cpuPercent: 20, sleepMilliseconds: 20};
const settings = {run: '1', pages_to_scan: '1000', sleep_millisecs: '20', advisor_mode: 'none'};
const advisor = {
  advisor_target_scan_time: '10',
  advisor_max_cpu: '70',
  advisor_max_pages_to_scan: '30000',
};

/**
 * A host with 98 304 items at 1000 pages a batch, each batch 5.9 ms of CPU: 33 445 pages and 19.7
 * ticks a second, a full scan every 2.94 s.
 */
function hostAfter(seconds: number, pauseSeconds = 0.024): Model {
  let model: Model | undefined;
  for (let second = 0; second <= seconds; second++) {
    const batches = second / (pauseSeconds + 0.0059);
    const scanned = Math.round(1000 * batches);
    model = advance(
      model,
      ksmSampleOf({
        seconds: second,
        parameters: {...settings, ...advisor},
        cpuTicks: 500 + Math.round(batches * 0.59),
        counters: {
          pages_shared: 100,
          pages_sharing: 50_000,
          pages_unshared: 48_204,
          pages_volatile: 0,
          pages_scanned: 7_000_000 + scanned,
          full_scans: 10 + Math.floor(scanned / 98_304),
        },
      }),
    );
  }
  return model as Model;
}

describe('the cost of a page', () => {
  test('is measured over the last minute', () => {
    const {scanWork} = hostAfter(60);
    expect(scanWork.basis).toBe('recent');
    expect(scanWork.secondsPerPage).toBeCloseTo(5.9e-6, 7);
    expect(scanWork.scannedShare).toBeGreaterThan(0.95);
  });

  test('is that since boot until there is a recent one', () => {
    const {scanWork} = hostAfter(0);
    expect(scanWork.basis).toBe('boot');
    expect(scanWork.secondsPerPage).toBeCloseTo(5 / 7_000_000, 8);
  });

  test.each([
    ['on a 32-bit kernel, whose counter starts again at 0', {host: {rmapItemBytes: 32}}],
    ['in the first three scans', {ksm: {full_scans: 2}}],
    ['where ksmd has used more time than there was', {ksmd: {pid: 37, cpuTicks: 2 ** 40}}],
  ])('since boot says nothing %s', (_, change) => {
    const ksm = {pages_unshared: 5000, pages_scanned: 1e6, full_scans: 9};
    const steady = sampleOf({ksm});
    expect(advance(undefined, steady).scanWork.basis).toBe('boot');
    const other = sampleOf({...change, ksm: {...ksm, ...('ksm' in change && change.ksm)}});
    expect(advance(undefined, other).scanWork).not.toHaveProperty('secondsPerPage');
  });

  test('follows from the pauses where the kernel counts no pages', () => {
    let model: Model | undefined;
    for (let second = 0; second <= 60; second++) {
      const batches = second / 0.0299;
      const sample = ksmSampleOf({
        seconds: second,
        parameters: settings,
        cpuTicks: Math.round(batches * 0.59),
        counters: {pages_shared: 1, pages_sharing: 1, pages_unshared: 1, pages_volatile: 98_301},
      });
      model = advance(model, sample);
    }
    expect(model?.scanWork.secondsPerPage).toBeCloseTo(5.9e-6, 7);
    expect(forecast(model as Model, {}).fullScanSeconds?.value).toBeCloseTo(2.94, 1);
  });

  test('is not that of a moment when the settings changed', () => {
    const before = hostAfter(60);
    const {sample} = before;
    const later = ksmSampleOf({
      seconds: 61,
      parameters: {...sample.ksm?.parameters, pages_to_scan: '2000'},
      counters: {...sample.ksm?.counters, pages_scanned: 900_000_000},
      cpuTicks: (sample.ksmd?.cpuTicks ?? 0) + 5,
    });
    expect(advance(before, later).scanWork.secondsPerPage).toBe(before.scanWork.secondsPerPage);
  });

  test('knows that ksmd has to wait for a processor', () => {
    // Batches of 5.9 ms are too short to tell.
    expect(hostAfter(60).scanWork.stretch).toBe(1);
    let model: Model | undefined;
    for (let second = 0; second <= 60; second++) {
      // 4 000 pages take 24 ms of CPU and twice that on the clock, then come 24 ms of sleep.
      const batches = second / 0.072;
      const sample = ksmSampleOf({
        seconds: second,
        parameters: {...settings, pages_to_scan: '4000'},
        cpuTicks: Math.round(batches * 2.4),
        counters: {pages_scanned: Math.round(4000 * batches)},
      });
      model = advance(model, sample);
    }
    expect(model?.scanWork.stretch).toBeCloseTo(2, 1);
  });

  test('tells the timer of the kernel from how late ksmd wakes up', () => {
    expect(hostAfter(60, 0.024).scanWork.jiffySeconds).toBe(0.004);
    const fine = hostAfter(60, 0.021);
    expect(fine.scanWork.jiffySeconds).toBe(0.001);
    const {fullScanSeconds} = forecast(fine, {sleep_millisecs: '5'});
    expect(fullScanSeconds?.value).toBeCloseTo(98.8 * (0.006 + 0.0059), 1);
  });

  test('takes the timer for no faster where batches end just before a tick', () => {
    let model: Model | undefined;
    for (let second = 0; second <= 60; second++) {
      // A batch of 3.1 ms and the sleep of 20 ms take six jiffies of 4 ms.
      const batches = second / 0.024;
      const sample = ksmSampleOf({
        seconds: second,
        parameters: {...settings, pages_to_scan: '500'},
        cpuTicks: Math.round(batches * 0.31),
        counters: {pages_scanned: Math.round(500 * batches)},
      });
      model = advance(model, sample);
    }
    expect(model?.scanWork.jiffySeconds).toBe(0.004);
  });
});

describe('a forecast', () => {
  const model = hostAfter(60);

  test('for the present settings is what is observed', () => {
    const now = forecast(model, {});
    const seen = observe(model);
    expect(now.fullScanSeconds?.basis).toBe('measured');
    expect(seen.fullScanSeconds?.basis).toBe('observed');
    const ratio = (now.fullScanSeconds?.value ?? 0) / (seen.fullScanSeconds?.value ?? 1);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
    expect(now.ksmdCpuPercent?.value).toBeCloseTo(19.7, 0);
  });

  test('for others comes from batch, sleep and the cost of a page', () => {
    const {fullScanSeconds, bytesPerSecond, ksmdCpuPercent, batchSeconds} = forecast(model, {
      pages_to_scan: '4000',
      sleep_millisecs: '50',
    });
    // 50 ms are 13 jiffies of 4 ms, and one comes on top; the last batch ends with the scan.
    const seconds = (98_304 / 4000 + 0.5) * 0.056 + 98_304 * 5.9e-6;
    expect((fullScanSeconds?.value ?? 0) / seconds).toBeCloseTo(1, 1);
    expect((bytesPerSecond?.value ?? 0) / ((98_304 * 4096) / seconds)).toBeCloseTo(1, 1);
    expect(ksmdCpuPercent?.value).toBeCloseTo((100 * 98_304 * 5.9e-6) / seconds, 0);
    expect(batchSeconds?.value).toBeCloseTo(0.0236, 3);
  });

  test('without any sleep is one core', () => {
    expect(forecast(model, {sleep_millisecs: '0'}).ksmdCpuPercent?.value).toBeCloseTo(100, 5);
  });

  test('is a formula, without CPU, where nothing was measured', () => {
    const sample = ksmSampleOf({
      parameters: settings,
      counters: {pages_shared: 0, pages_sharing: 0, pages_unshared: 98_304, pages_volatile: 0},
    });
    const {fullScanSeconds, ksmdCpuPercent} = forecast(advance(undefined, sample), {});
    expect(fullScanSeconds).toEqual({value: expect.closeTo(2.37, 2), basis: 'formula'});
    expect(ksmdCpuPercent).toBeUndefined();
  });

  test('says nothing of the pace of a stopped ksmd', () => {
    expect(forecast(model, {run: '0'}).fullScanSeconds).toBeUndefined();
    expect(forecast(model, {run: '0'}).ksmdCpuPercent).toBeUndefined();
  });

  test.each([
    // 98 304 pages in 5 s cost 11.6 % of a core: within bounds.
    ['5', '70', '30000', 5],
    // Never below 10 % of a core, so no slower than this.
    ['200', '70', '30000', 5.8],
    // 1 s would cost 58 % of a core: no more than 30 are allowed.
    ['1', '30', '30000', 1.93],
    // The limit is below what the kernel takes at least.
    ['1', '3', '30000', 5.8],
    // Batches of 1000 pages take 2.94 s for it.
    ['1', '70', '1000', 2.94],
  ])(
    'with the advisor: target %s s, CPU up to %s, batches up to %s: %s s',
    (target, cpu, pages, seconds) => {
      const {fullScanSeconds} = forecast(model, {
        advisor_mode: 'scan-time',
        advisor_target_scan_time: target,
        advisor_max_cpu: cpu,
        advisor_max_pages_to_scan: pages,
      });
      expect((fullScanSeconds?.value ?? 0) / seconds).toBeCloseTo(1, 1);
    },
  );

  test.each([
    [5, 70],
    [1, 30],
  ])('a full scan in %s s, CPU up to %s, is reached by its own pages_to_scan', (goal, cpu) => {
    const pages = pagesForScanTime(model, {
      scanSeconds: goal,
      cpuPercent: cpu,
      sleepMilliseconds: 20,
    });
    const reached = forecast(model, {pages_to_scan: String(pages)});
    expect(reached.ksmdCpuPercent?.value).toBeLessThan(cpu + 0.5);
    if (goal === 5) expect(reached.fullScanSeconds?.value).toBeCloseTo(5, 1);
    else expect(reached.ksmdCpuPercent?.value).toBeCloseTo(cpu, 0);
  });
});

describe('after an unmerge', () => {
  const memory = {pages_shared: 100, pages_sharing: 50_000, pages_unshared: 48_204};
  const at = (seconds: number, cpuTicks: number, run: number, counters: KsmCounters) =>
    ksmSampleOf({
      seconds,
      parameters: {...settings, run: String(run)},
      cpuTicks,
      counters: {
        pages_shared: 0,
        pages_sharing: 0,
        pages_unshared: 0,
        pages_volatile: 0,
        ...counters,
      },
    });
  const before = hostAfter(60);
  const scanned = before.sample.ksm?.counters.pages_scanned ?? 0;
  const ticks = before.sample.ksmd?.cpuTicks ?? 0;

  /** `u`, `s`, then one sample a second: a cheap first scan, a dear second one, then quiet ones. */
  function hostAgain(seconds: number): Model {
    let model = advance(before, at(61, ticks, 2, {full_scans: 0, pages_scanned: scanned}));
    let cpuTicks = ticks;
    for (let second = 1; second <= seconds; second++) {
      const fullScans = Math.floor(second / 3);
      cpuTicks += fullScans === 0 ? 12 : fullScans === 1 ? 50 : 20;
      const pages = second * 33_000;
      const counters =
        fullScans === 0
          ? {pages_volatile: Math.min(98_304, pages)}
          : fullScans === 1
            ? {pages_shared: 100, pages_sharing: (second - 2) * 16_000, pages_unshared: 48_000}
            : memory;
      model = advance(
        model,
        at(61 + second, cpuTicks, 1, {
          ...counters,
          full_scans: fullScans,
          pages_scanned: scanned + pages,
        }),
      );
    }
    return model;
  }

  test('old ends of scans are not combined with new ones', () => {
    for (let seconds = 1; seconds < 90; seconds++) {
      const {fullScanSeconds, pagesPerSecond, ksmdCpuPercent} = forecast(hostAgain(seconds), {});
      for (const estimate of [fullScanSeconds, pagesPerSecond, ksmdCpuPercent]) {
        if (estimate) expect(estimate.value, `after ${seconds} s`).toBeGreaterThan(0);
      }
      expect(fullScanSeconds?.value ?? 3).toBeGreaterThan(0.5);
    }
  });

  test('the cheap first scan tells only the least that a page will cost', () => {
    const {ksmdCpuPercent, fullScanSeconds} = forecast(hostAgain(2), {});
    expect(ksmdCpuPercent).toMatchObject({basis: 'early', range: {from: expect.closeTo(13, 0)}});
    expect(ksmdCpuPercent?.range).not.toHaveProperty('to');
    // How much there is to scan is not known either.
    expect(fullScanSeconds).toBeUndefined();
    expect(pagesForScanTime(hostAgain(2), usualGoal)).toBeUndefined();
  });

  test('the second one, which merges, tells the most', () => {
    const {ksmdCpuPercent} = forecast(hostAgain(5), {});
    expect(ksmdCpuPercent?.range?.from).toBeLessThan(14);
    expect(ksmdCpuPercent?.range?.to).toBeGreaterThan(30);
  });

  test('the quiet ones tell it, and it holds', () => {
    for (const seconds of [11, 12, 60]) {
      const {ksmdCpuPercent} = forecast(hostAgain(seconds), {});
      expect(ksmdCpuPercent).toEqual({value: expect.closeTo(20, -1), basis: 'measured'});
    }
  });
});

test('whatever the counters do, no figure is negative, infinite or no number', () => {
  const pick = random(40);
  for (let round = 0; round < 150; round++) {
    let model: Model | undefined;
    let [fullScans, scanned, cpuTicks, seconds] = [pick(50), pick(1e6), pick(1000), 0];
    for (let step = 0; step < 40; step++) {
      const run = pick(8) === 0 ? pick(3) : 1;
      const isReset = run === 2 || pick(12) === 0;
      fullScans = isReset ? 0 : fullScans + pick(3);
      scanned = pick(20) === 0 ? pick(100) : scanned + pick(200_000);
      cpuTicks = pick(20) === 0 ? pick(100) : cpuTicks + pick(120);
      seconds += pick(5) === 0 ? 0.2 : 1;
      const offered = run === 2 || pick(10) === 0 ? 0 : pick(100_000);
      const sample = ksmSampleOf({
        seconds,
        parameters: {...settings, run: String(run), pages_to_scan: String(pick(4000))},
        cpuTicks,
        counters: {
          pages_shared: Math.floor(offered / 100),
          pages_sharing: pick(offered + 1),
          pages_unshared: pick(offered + 1),
          pages_volatile: pick(offered + 1),
          full_scans: fullScans,
          pages_scanned: scanned,
        },
      });
      model = advance(model, sample);
      expectPossible(model);
    }
  }
});

test('nor with figures as large as the words of the kernel', () => {
  const pick = random(41);
  for (let round = 0; round < 300; round++) {
    let model: Model | undefined;
    for (let step = 1; step < 6; step++) {
      model = advance(model, randomSample(pick, step * 700));
      expectPossible(model);
    }
  }
});

function expectPossible(model: Model): void {
  const wanted: Values[] = [
    {},
    {pages_to_scan: '0'},
    {pages_to_scan: '4000', sleep_millisecs: '0'},
    {advisor_mode: 'scan-time', ...advisor},
  ];
  const forecasts = [
    observe(model),
    ...wanted.map((values) => forecast(model, {...values, run: '1'})),
  ];
  for (const each of forecasts) {
    for (const [name, estimate] of Object.entries(each)) {
      for (const value of [estimate.value, estimate.range?.from ?? 0, estimate.range?.to ?? 0]) {
        const isFine = Number.isFinite(value) && value >= 0;
        if (!isFine) expect.fail(`${name} is ${value}: ${JSON.stringify(model.scanWork)}`);
      }
    }
  }
}

describe('what max_page_sharing allows', () => {
  // Four contents of 1024 pages each under a limit of 256: four kept pages for each.
  const sample = ksmSampleOf({
    parameters: {max_page_sharing: '256'},
    counters: {
      pages_shared: 16,
      pages_sharing: 4080,
      stable_node_chains: 4,
      stable_node_dups: 16,
    },
  });

  test.each([
    ['256', 4080],
    ['512', 4088],
    ['1024', 4092],
    // One page of each content is always kept.
    ['100000', 4092],
    ['2', 2048],
  ])('%s users a page', (limit, pages) => {
    expect(savableBytes(sample, limit)?.value).toBe(pages * 4096);
  });

  test('is unknown while nothing is merged', () => {
    expect(
      savableBytes(ksmSampleOf({parameters: {max_page_sharing: '256'}}), '512'),
    ).toBeUndefined();
  });
});

test('an unmerge needs a page for each that was saved, of memory or of swap', () => {
  const counters = {pages_sharing: 1000, ksm_zero_pages: 24, pages_shared: 7};
  const memory = {availableBytes: 4_000_000, freeBytes: 1, swapFreeBytes: 500_000};
  const need = {neededBytes: 1024 * 4096, leastBytes: 1024 * 4096};
  expect(unmergeNeed(ksmSampleOf({counters, memory}))).toEqual({
    ...need,
    availableBytes: 4_500_000,
  });
  expect(unmergeNeed(ksmSampleOf({counters}))).toEqual(need);
});

test('what an unmerge needs is unknown where a count is', () => {
  const needOf = (counters: object) => unmergeNeed(ksmSampleOf({counters}));
  const before66 = {pages_sharing: 1000};
  expect(needOf(before66)).toEqual({neededBytes: 4_096_000, leastBytes: 4_096_000});
  for (const zero of [{}, {ksm_zero_pages: -5}]) {
    const need = needOf({...before66, ...zero, pages_scanned: 9});
    expect(need).toEqual({leastBytes: 4_096_000});
    expect(needText(need)).toBe('at least 3.91 MiB');
  }
  expect(needOf({ksm_zero_pages: 0})).toEqual({leastBytes: 0});
  expect(needText(needOf({}))).toBeUndefined();
});

describe('the time of a full scan', () => {
  test('is what was seen, or what all pages take at the present rate', () => {
    expect(fullScanTime(hostAfter(60))).toMatchObject({basis: 'observed'});
    const early = fullScanTime(hostAfter(1));
    expect(early?.basis).toBe('formula');
    expect(early?.value).toBeCloseTo(2.94, 1);
    expect(fullScanTime(hostAfter(0))).toBeUndefined();
  });
});

describe('the pace', () => {
  const own = {...settings, ...advisor};
  const advised = {...own, advisor_mode: 'scan-time'};

  test.each([
    ['run', '0'],
    ['sleep_millisecs', '10'],
    ['pages_to_scan', '999'],
    ['smart_scan', '0'],
    ['advisor_mode', 'scan-time'],
  ])('rests on %s', (name, value) => {
    expect(sameScanSettings(own, {...own, [name]: value})).toBe(false);
  });

  test.each(['use_zero_pages', 'max_page_sharing', 'advisor_target_scan_time'])(
    'does not rest on %s',
    (name) => expect(sameScanSettings(own, {...own, [name]: '7'})).toBe(true),
  );

  test('is the same while the advisor steps pages_to_scan', () => {
    expect(sameScanSettings(advised, {...advised, pages_to_scan: '7140'})).toBe(true);
    expect(sameScanSettings(advised, {...advised, advisor_target_scan_time: '20'})).toBe(false);
  });
});
