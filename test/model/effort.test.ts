import {expect, test} from 'vitest';
import {followEffort} from '../../source/model/effort.js';
import {advance, type Model} from '../../source/model/model.js';
import {sampleOf} from '../fixtures/sample.js';

const rates = (ksmdCpuPercent: number) => ({elapsedSeconds: 1, ksmdCpuPercent, counters: {}});

test('the first figure stands for itself', () => {
  expect(followEffort(undefined, undefined)).toBeUndefined();
  expect(followEffort(undefined, rates(12))).toBe(12);
});

test('one interval alone moves it little, half a minute moves it most of the way', () => {
  expect(followEffort(10, rates(100))).toBeCloseTo(13, 0);
  let effort: number | undefined = 10;
  for (let second = 0; second < 30; second++) effort = followEffort(effort, rates(100));
  expect(effort).toBeGreaterThan(60);
  expect(effort).toBeLessThan(70);
});

test('an interval without a figure changes nothing', () => {
  expect(followEffort(10, {elapsedSeconds: 1, counters: {}})).toBe(10);
});

test('other settings begin anew', () => {
  const at = (seconds: number, cpuTicks: number, pages: number) =>
    sampleOf({
      monotonicMs: seconds * 1000,
      ksmd: {pid: 37, cpuTicks},
      ksm: {pages_to_scan: pages},
    });
  let model: Model | undefined;
  for (const sample of [at(0, 0, 4000), at(1, 80, 4000), at(2, 160, 4000), at(3, 165, 100)]) {
    model = advance(model, sample);
  }
  expect(model?.effortPercent).toBe(5);
});
