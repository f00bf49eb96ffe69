import {expect, test} from 'vitest';
import {usualRule} from '../../../source/model/trial/trialRule.js';
import {offeredPages, playTrial, type Workload, workloads} from '../../fixtures/trialSeries.js';

const seeds = Array.from({length: 20}, (_, index) => index + 1);

test.each(Object.entries(workloads))(
  '%s: right in 19 of 20 seeds, never before the floor',
  (_, each) => {
    const floors: string[] = [];
    const decisions = seeds.map((seed) => {
      const {trials, workload} = playTrial(each.make, seed);
      const trial = trials.at(-1);
      for (const earlier of trials.slice(0, -1)) expect(earlier?.verdict).toBeUndefined();
      const found = (trial?.floor?.savedBytes ?? Number.NaN) / 4096 / offeredPages;
      // Within one percent of the peak in each of three scans.
      const isFloor =
        Math.abs(found - workload.floorShare) <= Math.max(0.003, 0.35 * workload.floorShare);
      if (trial?.verdict && !isFloor)
        floors.push(`seed ${seed}: ${found}, not ${workload.floorShare}`);
      return trial?.verdict?.decision;
    });
    expect(floors).toEqual([]);
    expect(
      decisions.filter((decision) => decision === each.decision).length,
    ).toBeGreaterThanOrEqual(19);
  },
);

const level = (share: number): Workload => ({savedShare: () => share, floorShare: share});

test('a trial goes from stage to stage, and tells peak, floor and what decided', () => {
  const {trials} = playTrial(workloads.steady.make, 3);
  const stages = trials.map((trial) => trial?.stage);
  expect([...new Set(stages)]).toEqual(['baseline', 'opting in', 'peak', 'floor', 'deciding']);
  expect(trials.at(-1)?.verdict).toMatchObject({decision: 'keep', decidedBy: 'profit'});
});

test('too many writes to merged pages take a profitable trial back', () => {
  const {trials} = playTrial(() => ({...level(0.4), copiesPerSecond: 1200}), 1);
  const {verdict} = trials.at(-1) ?? {};
  expect(verdict).toMatchObject({decision: 'take back', decidedBy: 'cow_ksm'});
  expect(verdict?.clauses[0]).toMatchObject({name: 'profit', outcome: 'met'});
});

test('without a floor in time there is no verdict: it asks', () => {
  const {trials} = playTrial(
    () => ({savedShare: (second) => 0.1 + second / 10_000, floorShare: 0}),
    1,
    {rule: {...usualRule, mostMinutes: 3}, scanSeconds: 30},
  );
  expect(trials.at(-1)).toMatchObject({stage: 'asking', askReason: 'time is up'});
  expect(trials.at(-1)?.verdict).toBeUndefined();
});

test('when the processes end, the opt-in is lost: it asks', () => {
  const {trials} = playTrial(() => ({...level(0.3), endsAt: 30}), 1);
  expect(trials.at(-1)).toMatchObject({stage: 'asking', askReason: 'opt-in is lost'});
});
