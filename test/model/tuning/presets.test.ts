import {describe, expect, test} from 'vitest';
import {type ParameterName, parameters} from '../../../source/kernel/ksm/parameters.js';
import {advance} from '../../../source/model/advance.js';
import {type Boost, followBoost, startBoost} from '../../../source/model/tuning/boost.js';
import {checkTogether, checkValue} from '../../../source/model/tuning/checkValue.js';
import {forecast} from '../../../source/model/tuning/forecast.js';
import {planChanges} from '../../../source/model/tuning/plan.js';
import {presets, presetValues} from '../../../source/model/tuning/presets.js';
import {ksmSampleOf} from '../../fixtures/ksmSample.js';
import {sampleOf} from '../../fixtures/sample.js';

const goal = {scanSeconds: 60, cpuPercent: 20};
const today = advance(undefined, sampleOf({ksm: {pages_to_scan: 7, run: 1}}));
const named = (name: string) => {
  const preset = presets.find((one) => one.name === name);
  if (!preset) throw new Error(`no preset ${name}`);
  return preset;
};

test.each(presets.map((preset) => [preset.name, preset] as const))(
  '%s wants nothing that ksmtop or the kernel refuses',
  (_, preset) => {
    const {value: values = {}} = presetValues(preset, today, goal);
    for (const [name, value] of Object.entries(values)) {
      expect(checkValue(name as ParameterName, value)).toEqual({value});
    }
    expect(checkTogether(values, today.sample)).toBeUndefined();
    expect(planChanges(today, values).value?.writes.length).toBeGreaterThan(0);
  },
);

test('the kernel default is that of every parameter but run', () => {
  const {value = {}} = presetValues(named('kernel default'), today, goal);
  expect(Object.keys(value)).toHaveLength(parameters.length - 1);
  expect(planChanges(today, value).value?.writes).toEqual([
    {name: 'pages_to_scan', from: '7', to: '100'},
  ]);
});

test('the paces rise from preset to preset', () => {
  const busy = advance(
    undefined,
    sampleOf({
      ksm: {run: 1, pages_unshared: 1e6, pages_scanned: 1e7, full_scans: 10},
      ksmd: {pid: 37, cpuTicks: 6000},
    }),
  );
  const cpu = ['gentle', 'balanced', 'aggressive'].map((name) =>
    Math.round(
      forecast(busy, presetValues(named(name), busy, goal).value ?? {}).ksmdCpuPercent?.value ?? 0,
    ),
  );
  expect(cpu).toEqual([5, 20, 50]);
});

describe('a kernel of 3.10', () => {
  const parametersThen = {run: '1', pages_to_scan: '100', sleep_millisecs: '20'};
  const old = advance(undefined, ksmSampleOf({parameters: parametersThen}));

  test('is asked for nothing that it lacks', () => {
    const {value} = presetValues(named('balanced'), old, goal);
    expect(value).toEqual({pages_to_scan: '1000', sleep_millisecs: '20'});
  });

  test('needs the cost of a page for a goal', () => {
    const scan = named('full scan in N seconds');
    expect(presetValues(scan, old, goal).problem).toContain('not known yet');
    let busy = old;
    for (let second = 0; second <= 30; second++) {
      const sample = ksmSampleOf({
        seconds: second,
        parameters: parametersThen,
        cpuTicks: 2 * second,
        counters: {pages_shared: 0, pages_sharing: 0, pages_unshared: 1e6, pages_volatile: 0},
      });
      busy = advance(busy, sample);
    }
    // 17 000 pages a second, in batches 24 ms and their own time apart.
    expect(Number(presetValues(scan, busy, goal).value?.pages_to_scan)).toBeCloseTo(428, -2);
  });
});

describe('a boost', () => {
  const {settles} = named('boost, then settle');
  if (!settles) throw new Error('settles into nothing');
  const at = (fullScans: number, merged: number, run = 1) =>
    advance(
      undefined,
      sampleOf({
        ksm: {run, full_scans: fullScans, pages_sharing: merged, pages_unshared: 1000 - merged},
      }),
    );
  const follow = (...models: Array<ReturnType<typeof at>>): Boost => {
    const [first, ...rest] = models;
    return rest.reduce(followBoost, startBoost(settles, first as ReturnType<typeof at>));
  };

  test('continues while scans merge something, and settles after three that do not', () => {
    const models = [at(0, 0), at(1, 0), at(2, 0), at(3, 400), at(4, 410), at(5, 419)];
    expect(follow(...models)).toMatchObject({state: 'boosting', quietScans: 2});
    expect(follow(...models, at(5, 419), at(6, 500))).toMatchObject({quietScans: 0});
    expect(follow(...models, at(6, 420))).toMatchObject({state: 'settled', quietScans: 3});
  });

  test('does not take the first two scans for quiet ones', () => {
    expect(follow(at(0, 0), at(1, 0), at(2, 0))).toMatchObject({quietScans: 0});
  });

  test('ends when ksmd does, and begins again after an unmerge', () => {
    expect(follow(at(5, 9), at(6, 9, 0))).toMatchObject({state: 'stopped'});
    expect(follow(at(5, 9), at(7, 9), at(0, 0))).toMatchObject({state: 'boosting', quietScans: 0});
  });
});
