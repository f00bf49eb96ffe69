import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import type {RegisteredOptIn} from '../../../source/model/optIn/optInRegister.js';
import {plannedProcesses} from '../../../source/model/optIn/plannedProcesses.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const web = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
const [master, worker, other] = [
  processOf({pid: 101, container: web, parentPid: 1}),
  processOf({pid: 102, container: web, parentPid: 101}),
  processOf({pid: 103, container: web, parentPid: 1}),
];

const planned = (action: 'in' | 'out', way?: 'madvise') => {
  const optIn: RegisteredOptIn = {
    pid: 101,
    startTicks: master.startTicks ?? 0,
    containerId: web.id,
    ...(way && {way}),
  };
  const sample = sampleOf({processes: [master, worker, other], optIns: [optIn]});
  const choice = {containerIds: [], pids: [101]};
  return plannedProcesses(advance(undefined, sample), choice, action, [50]).map(
    ({target, mayInherit}) => [target.pid, mayInherit],
  );
};

test('where no file tells who inherited what is offered by region, a look at forks must', () => {
  expect(planned('out', 'madvise')).toEqual([
    [101, undefined],
    [102, true],
  ]);
  expect(planned('out')).toEqual([[101, undefined]]);
  expect(planned('in', 'madvise')).toEqual([[101, undefined]]);
});
