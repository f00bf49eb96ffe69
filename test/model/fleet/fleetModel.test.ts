import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {type FleetRow, fleetTotals, followHost} from '../../../source/model/fleet/fleetModel.js';
import {sampleOf} from '../../fixtures/sample.js';

const fresh: FleetRow = {id: 'hn1', name: 'hn1', state: 'connecting', trend: [], times: []};
const model = (ksm: Record<string, number> | false) => advance(undefined, sampleOf({ksm}));

describe('a row', () => {
  test('is connecting until something is heard', () => {
    expect(followHost(fresh, {})).toEqual(fresh);
  });

  test('has the figures of the newest model', () => {
    const ksm = {pages_sharing: 6144, pages_shared: 1, full_scans: 9, general_profit: -5};
    expect(followHost(fresh, {model: model(ksm), seenMs: 7})).toMatchObject({
      ...{state: 'up', ksmd: 'running', seenMs: 7},
      ...{savedBytes: 24 * 2 ** 20, profitBytes: -5, memoryBytes: 24 * 2 ** 30},
      ...{savedShareOfMemory: 2 ** -10, trend: [24 * 2 ** 20]},
    });
  });

  test('keeps the last figures of a host that is lost, and says why', () => {
    const up = followHost(fresh, {model: model({pages_sharing: 256}), seenMs: 7});
    const sighting = {model: model({pages_sharing: 256}), seenMs: 7, error: 'The line dropped.'};
    expect(followHost(up, sighting)).toEqual({...up, state: 'lost', reason: 'The line dropped.'});
  });

  test('has a point in its trend for each sample, with a gap where nothing is known', () => {
    let row = fresh;
    for (const [seenMs, ksm] of [
      [1, {pages_sharing: 1}],
      [1, {pages_sharing: 9}],
      [2, false],
    ] as const) {
      row = followHost(row, {model: model(ksm), seenMs});
    }
    expect(row.trend).toEqual([4096, undefined]);
    expect(row).toMatchObject({ksmd: 'no KSM', verdict: 'off'});
  });

  test('knows what run tells, and nothing else', () => {
    const states = [0, 1, 2, 7].map((run) => followHost(fresh, {model: model({run})}).ksmd);
    expect(states).toEqual(['stopped', 'running', 'unmerged', undefined]);
  });
});

describe('the totals', () => {
  const row = (changes: Partial<FleetRow>): FleetRow => ({...fresh, state: 'up', ...changes});

  test('are sums over the hosts that answer, signed', () => {
    const totals = fleetTotals([
      row({savedBytes: 30, memoryBytes: 100, profitBytes: 20, cpuPercent: 5, ksmd: 'running'}),
      row({savedBytes: 10, memoryBytes: 300, profitBytes: -50, verdict: 'losing'}),
      row({verdict: 'losing'}),
      row({savedBytes: 1000, memoryBytes: 1000, profitBytes: 1000, state: 'lost'}),
    ]);
    expect(totals).toEqual({
      ...{hosts: 4, answering: 3, running: 1, verdicts: {losing: 2}},
      ...{savedBytes: 40, savedShareOfMemory: 0.1, profitBytes: -30, cpuPercent: 5},
    });
  });

  test('relate what is saved only to memory that is known', () => {
    const known = row({savedBytes: 10, memoryBytes: 100});
    expect(fleetTotals([known, row({savedBytes: 90})]).savedShareOfMemory).toBe(0.1);
    expect(fleetTotals([known, row({memoryBytes: 900})]).savedShareOfMemory).toBe(0.1);
  });

  test('are unknown where no host tells', () => {
    expect(fleetTotals([row({})])).toEqual({hosts: 1, answering: 1, running: 0, verdicts: {}});
  });
});
