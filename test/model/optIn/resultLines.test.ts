import {expect, test} from 'vitest';
import type {ChangedProcess, OptInResult} from '../../../source/model/optIn/optInResult.js';
import {resultLines} from '../../../source/model/optIn/resultLines.js';

const changed = (result: Omit<OptInResult, 'pid' | 'startTicks'>): ChangedProcess => ({
  target: {pid: 7, startTicks: 1, action: 'in'},
  command: 'nginx',
  container: {id: 'lxc:web', name: 'web'},
  result: {pid: 7, startTicks: 1, ...result},
});

test('by region the stops are counted, and what they do not cover is said', () => {
  const done = {outcome: 'opted-in', calls: 24, stoppedMicroseconds: 3400} as const;
  expect(resultLines('in', [changed({...done, way: 'madvise'})])).toEqual([
    'nginx 7  opted in       3.40 ms  in 24 stops',
    'Memory is offered by region (madvise): what they map later is not offered, and an exec or a restart loses it.',
    '1 process opted in.',
  ]);
  expect(resultLines('in', [changed({...done, calls: 1, way: 'prctl'})])).toEqual([
    'nginx 7  opted in       3.40 ms',
    '1 process opted in.',
  ]);
  const out = changed({...done, outcome: 'opted-out', way: 'madvise'});
  expect(resultLines('out', [out])).toEqual([
    'nginx 7  opted out      3.40 ms  in 24 stops',
    '1 process opted out.',
  ]);
});
