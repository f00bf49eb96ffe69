import {expect, test} from 'vitest';
import {advance} from '../../../../source/model/advance.js';
import type {Model} from '../../../../source/model/model.js';
import {sampleOf} from '../../../fixtures/sample.js';

type At = {seconds: number; cpuTicks: number; pages?: number; run?: number};

const at = ({seconds, cpuTicks, pages = 100, run = 1}: At) =>
  sampleOf({
    monotonicMs: seconds * 1000,
    ksmd: {pid: 37, cpuTicks},
    ksm: {pages_to_scan: pages, run},
  });

function effortAfter(moments: readonly At[]): number | undefined {
  let model: Model | undefined;
  for (const moment of moments) model = advance(model, at(moment));
  return model?.effortPercent;
}

/** So many seconds at this CPU, one sample after the other. */
function going(seconds: number, percent: number, interval = 1): At[] {
  return Array.from({length: Math.round(seconds / interval) + 1}, (_, index) => ({
    seconds: index * interval,
    cpuTicks: Math.round(index * interval * percent),
  }));
}

test('one second is enough; less is noise', () => {
  expect(effortAfter(going(0, 12))).toBeUndefined();
  expect(effortAfter(going(1, 12))).toBeCloseTo(12, 5);
  expect(effortAfter(going(0.8, 12, 0.2))).toBeUndefined();
});

test('one interval alone moves it little, half a minute moves it most of the way', () => {
  const calm = going(60, 10);
  const jump = [...calm, {seconds: 61, cpuTicks: 700}];
  expect(effortAfter(jump)).toBeCloseTo(13.4, 0);
  const rise = Array.from({length: 30}, (_, index) => ({
    seconds: 61 + index,
    cpuTicks: 700 + 100 * index,
  }));
  expect(effortAfter([...calm, ...rise])).toBeGreaterThan(60);
  expect(effortAfter([...calm, ...rise])).toBeLessThan(75);
});

test('CPU times that go back, or that no thread can have, change nothing', () => {
  const calm = going(10, 10);
  const before = effortAfter(calm) ?? 0;
  expect(effortAfter([...calm, {seconds: 11, cpuTicks: 20}])).toBe(before);
  expect(effortAfter([...calm, {seconds: 11, cpuTicks: 2 ** 40}])).toBe(before);
});

test('other settings begin again', () => {
  const before = going(2, 80).map((moment) => ({...moment, pages: 4000}));
  const after = [
    {seconds: 3, cpuTicks: 235},
    {seconds: 4, cpuTicks: 240},
  ];
  expect(effortAfter([...before, ...after])).toBeCloseTo(5, 5);
});

test('a stopped ksmd has none', () => {
  const stopped = {seconds: 11, cpuTicks: 100, run: 0};
  expect(effortAfter([...going(10, 10), stopped])).toBeUndefined();
});
