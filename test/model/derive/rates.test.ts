import {describe, expect, test} from 'vitest';
import type {CounterName} from '../../../source/kernel/ksm/counters.js';
import {deriveFigures} from '../../../source/model/derive/figures.js';
import {followPaceWindow, paceOf} from '../../../source/model/derive/ksmd/paceWindow.js';
import {deriveRates} from '../../../source/model/derive/rates.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {ksmSampleOf} from '../../fixtures/ksmSample.js';

type At = {counters?: Partial<Record<CounterName, number>>; cpuTicks?: number};

const at = (seconds: number, given: At = {}) => ksmSampleOf({seconds, ...given});

function rates(before: Sample | undefined, after: Sample) {
  const start = before && followPaceWindow(undefined, before, true);
  const window = followPaceWindow(start, after, true);
  const pace = paceOf(window, after.host.ticksPerSecond);
  return deriveRates(before, after, deriveFigures(after), pace);
}

test('one look is no rate', () => {
  expect(rates(undefined, at(0, {counters: {pages_scanned: 5}}))).toBeUndefined();
});

test('two looks at one instant are no rate either', () => {
  expect(rates(at(5), at(5))).toBeUndefined();
  expect(rates(at(5), at(4))).toBeUndefined();
});

test('what changed, per second', () => {
  const before = at(10, {counters: {pages_scanned: 1000, pages_volatile: 500, full_scans: 3}});
  const after = at(12, {counters: {pages_scanned: 79_000, pages_volatile: 372, full_scans: 4}});
  expect(rates(before, after)).toEqual({
    elapsedSeconds: 2,
    paceSeconds: 2,
    pagesScannedPerSecond: 39_000,
    counters: {pages_scanned: 39_000, pages_volatile: -64, full_scans: 0.5},
  });
});

test('a late tick counts with the time that really passed', () => {
  const before = at(0, {counters: {pages_scanned: 0}});
  expect(rates(before, at(7.5, {counters: {pages_scanned: 75_000}}))?.pagesScannedPerSecond).toBe(
    10_000,
  );
});

test('a machine that slept has the rates of its waking time, whatever the wall clock says', () => {
  const before = at(0, {counters: {pages_scanned: 0}});
  const after = at(2, {counters: {pages_scanned: 2000}});
  const morning = {...after, timeMs: before.timeMs + 8 * 3_600_000};
  const setBack = {...after, timeMs: before.timeMs - 3_600_000};
  expect(rates(before, morning)?.pagesScannedPerSecond).toBe(1000);
  expect(rates(before, setBack)?.pagesScannedPerSecond).toBe(1000);
});

describe('a counter that goes back', () => {
  test('as full_scans does with run=2, has no rate, and the others keep theirs', () => {
    const before = at(0, {counters: {full_scans: 400, pages_scanned: 100}});
    const after = at(1, {counters: {full_scans: 0, pages_scanned: 150}});
    expect(rates(before, after)?.counters).toEqual({pages_scanned: 50});
  });

  test('has a rate again with the next sample', () => {
    const after = rates(at(1, {counters: {full_scans: 0}}), at(2, {counters: {full_scans: 1}}));
    expect(after?.counters).toEqual({full_scans: 1});
  });

  test('is nothing special where it goes up and down anyway', () => {
    const after = rates(
      at(0, {counters: {pages_sharing: 900, general_profit: 4096}}),
      at(1, {counters: {pages_sharing: 0, general_profit: -4096}}),
    );
    expect(after?.counters).toEqual({pages_sharing: -900, general_profit: -8192});
  });
});

test('a counter that one of the samples lacks has no rate', () => {
  expect(rates(at(0), at(1, {counters: {pages_shared: 4}}))?.counters).toEqual({});
  expect(rates(at(0, {counters: {pages_shared: 4}}), at(1))?.counters).toEqual({});
});

describe('the CPU of ksmd', () => {
  const pageCounters = {pages_sharing: 100};

  test('is its ticks in the time that passed', () => {
    const after = rates(
      at(0, {cpuTicks: 1000}),
      at(2, {cpuTicks: 1024, counters: {pages_sharing: 1024}}),
    );
    expect(after?.ksmdCpuPercent).toBe(12);
    expect(after?.savedBytesPerCpuPercent).toBe((1024 * 4096) / 12);
  });

  test('of nothing saves for nothing: there is no relation', () => {
    const after = rates(at(0, {cpuTicks: 7}), at(1, {cpuTicks: 7, counters: pageCounters}));
    expect(after?.ksmdCpuPercent).toBe(0);
    expect(after).not.toHaveProperty('savedBytesPerCpuPercent');
  });

  test('follows the clock of the kernel', () => {
    const [before, after] = [at(0, {cpuTicks: 0}), at(1, {cpuTicks: 512})];
    const alpha = {...after, host: {...after.host, ticksPerSecond: 1024}};
    expect(rates(before, alpha)?.ksmdCpuPercent).toBe(50);
  });

  test.each([
    ['of another ksmd', {pid: 99, cpuTicks: 2000}],
    ['that went back', {pid: 37, cpuTicks: 900}],
    ['without a ksmd', undefined],
  ])('is unknown from ticks %s', (_, ksmd) => {
    const {ksmd: __, ...rest} = at(1);
    expect(rates(at(0, {cpuTicks: 1000}), ksmd ? {...rest, ksmd} : rest)).not.toHaveProperty(
      'ksmdCpuPercent',
    );
  });
});

test('merges that were broken, per second; none where the kernel does not count them', () => {
  const counting = (seconds: number, cowKsm?: number): Sample => ({
    ...at(seconds),
    vmstat: cowKsm === undefined ? {} : {cowKsm},
  });
  expect(rates(counting(10, 100), counting(14, 220))?.brokenMergesPerSecond).toBe(30);
  expect(rates(counting(10, 100), counting(14, 100))?.brokenMergesPerSecond).toBe(0);
  expect(rates(counting(10), counting(14, 220))).not.toHaveProperty('brokenMergesPerSecond');
  expect(rates(counting(10, 100), counting(14))).not.toHaveProperty('brokenMergesPerSecond');
  expect(rates(counting(10, 100), counting(14, 7))).not.toHaveProperty('brokenMergesPerSecond');
});
