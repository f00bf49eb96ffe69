import {describe, expect, test} from 'vitest';
import {advance} from '../../../../source/model/advance.js';
import type {Model} from '../../../../source/model/model.js';
import {sampleOf} from '../../../fixtures/sample.js';

type At = {seconds: number; cpuTicks: number; scanned: number; ksm?: Record<string, number>};

const at = ({seconds, cpuTicks, scanned, ksm = {}}: At) =>
  sampleOf({
    monotonicMs: seconds * 1000,
    ksmd: {pid: 37, cpuTicks},
    ksm: {pages_scanned: scanned, full_scans: 9, ...ksm},
  });

/** ksmd at a steady pace, whose clock ticks 100 times a second. */
function steady(percent: number, interval: number, count: number): At[] {
  return Array.from({length: count}, (_, index) => ({
    seconds: index * interval,
    cpuTicks: Math.floor(index * interval * percent),
    scanned: Math.round(index * interval * 39_000),
  }));
}

function modelsOf(moments: readonly At[]): Model[] {
  const models: Model[] = [];
  for (const moment of moments) models.push(advance(models.at(-1), at(moment)));
  return models;
}

describe('with an interval of 0.2 s', () => {
  test.each([1.3, 5.5, 26.4, 80])(
    'a steady CPU of %s percent is shown within a tenth',
    (percent) => {
      const known = modelsOf(steady(percent, 0.2, 300)).slice(150);
      for (const {rates} of known) {
        expect(Math.abs((rates?.ksmdCpuPercent ?? 0) / percent - 1)).toBeLessThan(0.1);
        expect(rates?.pagesScannedPerSecond).toBeCloseTo(39_000, -1);
      }
    },
  );

  test('neither is known before a second has passed', () => {
    const models = modelsOf(steady(26, 0.2, 6));
    for (const {rates} of models.slice(1, 5)) {
      expect(rates).not.toHaveProperty('ksmdCpuPercent');
      expect(rates).not.toHaveProperty('pagesScannedPerSecond');
    }
    expect(models[5]?.rates).toMatchObject({paceSeconds: 1, ksmdCpuPercent: 26});
  });

  test('batches longer than it leave CPU and pace of the same time', () => {
    // Each half second 20 ticks at once.
    const bursts = steady(0, 0.2, 60).map((moment) => {
      const batches = Math.floor(moment.seconds / 0.5);
      return {...moment, cpuTicks: 20 * batches, scanned: 10_000 * batches};
    });
    for (const {rates} of modelsOf(bursts).slice(10)) {
      const {ksmdCpuPercent = 0, pagesScannedPerSecond = 0} = rates ?? {};
      expect(pagesScannedPerSecond / ksmdCpuPercent).toBeCloseTo(500, 5);
    }
  });
});

test('a second is enough where ksmd has done much, half a minute where it has done little', () => {
  expect(modelsOf(steady(50, 1, 60)).at(-1)?.rates?.paceSeconds).toBe(1);
  expect(modelsOf(steady(2, 1, 60)).at(-1)?.rates?.paceSeconds).toBe(5);
  expect(modelsOf(steady(0, 1, 60)).at(-1)?.rates).toMatchObject({
    paceSeconds: 30,
    ksmdCpuPercent: 0,
  });
  expect(modelsOf(steady(50, 10, 4)).at(-1)?.rates?.paceSeconds).toBe(10);
});

describe('the window begins again', () => {
  const before = steady(50, 1, 5);
  const changed = (change: Partial<At>): Model | undefined =>
    modelsOf([...before, {seconds: 5, cpuTicks: 250, scanned: 195_000, ...change}]).at(-1);

  test.each<[string, Partial<At>]>([
    ['with another pace', {ksm: {pages_to_scan: 999}}],
    ['where CPU time goes back', {cpuTicks: 3}],
    ['where the pages scanned go back, as on 32-bit kernels', {scanned: 3}],
  ])('%s', (_, change) => {
    expect(changed({})?.rates?.ksmdCpuPercent).toBe(50);
    expect(changed(change)?.rates).not.toHaveProperty('ksmdCpuPercent');
    expect(changed(change)?.rates).not.toHaveProperty('pagesScannedPerSecond');
  });

  test.each([0, 2])('when ksmd is stopped by run=%d: it has neither CPU nor pace', (run) => {
    const stopped = changed({ksm: {run}});
    expect(stopped?.rates).not.toHaveProperty('ksmdCpuPercent');
    expect(stopped?.rates).not.toHaveProperty('pagesScannedPerSecond');
    expect(stopped).not.toHaveProperty('effortPercent');
  });

  test('not with an unmerge alone, which leaves the pages scanned', () => {
    expect(changed({ksm: {full_scans: 0}})?.rates?.ksmdCpuPercent).toBe(50);
  });
});

test('more than a core is no CPU of one thread', () => {
  const jump = modelsOf([...steady(50, 1, 3), {seconds: 3, cpuTicks: 2 ** 40, scanned: 1e6}]);
  expect(jump.at(-1)?.rates).not.toHaveProperty('ksmdCpuPercent');
});
