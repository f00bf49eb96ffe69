import {expect, test} from 'vitest';
import type {RegisterEntry} from '../../../source/model/optIn/optInRegister.js';
import {withOptIn, withOptOut, withoutEnded} from '../../../source/model/optIn/registerChanges.js';

const of = (pid: number, containerId = 'lxc:web'): RegisterEntry => ({
  pid,
  startTicks: pid * 10,
  containerId,
});

test('of a container with others that run, those that ended are dropped', () => {
  const runs = ({pid}: RegisterEntry) => pid < 10;
  const before = [of(11), of(12, 'lxc:db'), of(1)];
  expect(withOptIn(before, of(2), runs)).toEqual([of(12, 'lxc:db'), of(1), of(2)]);
  expect(withOptOut(before, of(1), runs)).toEqual([of(12, 'lxc:db')]);
  expect(withOptIn(before, of(1), runs)).toEqual([of(12, 'lxc:db'), of(1)]);
  expect(withoutEnded(before, ['lxc:db'], runs)).toEqual([of(11), of(1)]);
});

test('the oldest are dropped when there are too many', () => {
  const before = Array.from({length: 10_000}, (_, pid) => of(pid, `lxc:${pid}`));
  const after = withOptIn(before, of(20_000), () => true);
  expect(after).toHaveLength(10_000);
  expect(after.at(-1)).toEqual(of(20_000));
  expect(after[0]).toEqual(of(1, 'lxc:1'));
});

test('in place of what was opted out come its heirs, with what they inherited', () => {
  const runs = () => true;
  const offered = {imageKey: 77, ranges: [{start: 0x1000n, end: 0x3000n}]};
  const before = [{...of(1), offered}, of(2)];
  const heirs = [2, 3].map((pid) => ({pid, startTicks: pid * 10}));
  expect(withOptOut(before, of(1), runs, heirs)).toEqual([of(2), {...of(3), offered}]);
  // Not opted in by ksmtop, nor are those that it started.
  expect(withOptOut(before, of(9), runs, heirs)).toEqual(before);
});
