import {describe, expect, test} from 'vitest';
import {
  forecast,
  fullScanTime,
  observe,
  pagesForScanTime,
  samePace,
} from '../../source/model/forecast.js';
import {advance, type Model} from '../../source/model/model.js';
import {savableBytes} from '../../source/model/savable.js';
import {unmergeNeed} from '../../source/model/unmerge.js';
import {ksmSampleOf} from '../fixtures/ksmSample.js';

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
    expect(scanWork.lookedShare).toBeGreaterThan(0.95);
  });

  test('is that since boot until there is a recent one', () => {
    const {scanWork} = hostAfter(0);
    expect(scanWork.basis).toBe('boot');
    expect(scanWork.secondsPerPage).toBeCloseTo(5 / 7_000_000, 8);
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
  expect(unmergeNeed(ksmSampleOf({counters, memory}))).toEqual({
    neededBytes: 1024 * 4096,
    availableBytes: 4_500_000,
  });
  expect(unmergeNeed(ksmSampleOf({counters}))).toEqual({neededBytes: 1024 * 4096});
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
    expect(samePace(own, {...own, [name]: value})).toBe(false);
  });

  test.each(['use_zero_pages', 'max_page_sharing', 'advisor_target_scan_time'])(
    'does not rest on %s',
    (name) => expect(samePace(own, {...own, [name]: '7'})).toBe(true),
  );

  test('is the same while the advisor steps pages_to_scan', () => {
    expect(samePace(advised, {...advised, pages_to_scan: '7140'})).toBe(true);
    expect(samePace(advised, {...advised, advisor_target_scan_time: '20'})).toBe(false);
  });
});
