import {expect, test} from 'vitest';
import type {OptInResult} from '../../../source/model/optIn/optInResult.js';
import type {PlannedProcess} from '../../../source/model/optIn/plannedProcesses.js';
import {refusal} from '../../../source/model/optIn/refusals.js';
import {createOptInJson, dryRunJson} from '../../../source/output/optIn/optInJson.js';

const planned = (pid: number): PlannedProcess => ({
  target: {pid, startTicks: 7000, action: 'in'},
  command: 'redis "}]',
  container: {id: 'lxc:web', name: 'web'},
});
const timeMs = Date.UTC(2026, 0, 2, 10, 15, 32);
const time = '2026-01-02T10:15:32.000Z';
const identity = {start_ticks: 7000, command: 'redis "}]', container: 'lxc:web'};

test('what becomes of processes is one object in parts', () => {
  const json = createOptInJson(timeMs, 'in');
  const done = (result: OptInResult) => json.next({...planned(result.pid), result});
  const first = done({pid: 1, startTicks: 7000, outcome: 'opted-in', stoppedMicroseconds: 140});
  const second = done({
    ...{pid: 2, startTicks: 7000, outcome: 'refused', refusal: refusal('frozen')},
  });
  expect(JSON.parse(json.head + json.end)).toEqual({time, action: 'opt-in', processes: []});
  const whole = json.head + first + second + json.end;
  expect(whole.indexOf('\n')).toBe(whole.length - 1);
  expect(JSON.parse(whole).processes).toEqual([
    expect.objectContaining({pid: 1, ...identity, result: 'opted-in', stopped_microseconds: 140}),
    expect.objectContaining({pid: 2, ...identity, result: 'refused', reason: 'frozen'}),
  ]);
});

test('a dry run tells what it would cost', () => {
  const facts = {
    ...{pid: 1, startTicks: 7000, kernelThread: false, state: 'S', tracerPid: 0, mappings: 9},
    ...{writableBytes: 1e9},
    ...{frozen: false, mergedPages: 12, hugeBytes: 2_097_152},
  };
  const looked = {pid: 1, startTicks: 7000, facts};
  expect(JSON.parse(dryRunJson(timeMs, 'in', [{...planned(1), looked}]))).toEqual({
    time,
    action: 'opt-in',
    processes: [
      expect.objectContaining({
        ...{pid: 1, ...identity, result: 'possible'},
        ...{merged_pages: 12, huge_page_bytes: 2_097_152},
      }),
    ],
  });
});
