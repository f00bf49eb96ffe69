import {expect, test} from 'vitest';
import type {RegisterEntry} from '../../../source/model/optIn/optInRegister.js';
import {withOptIn, withOptOut, withoutEnded} from '../../../source/model/optIn/registerChanges.js';

const of = (pid: number, containerId = 'lxc:web'): RegisterEntry => ({
  pid,
  startTicks: pid * 10,
  containerId,
});

test('a process is in it once; those of a container that ended can be dropped', () => {
  const runs = ({pid}: RegisterEntry) => pid < 10;
  const before = [of(11), of(12, 'lxc:db'), of(1)];
  expect(withOptIn(before, of(2))).toEqual([...before, of(2)]);
  expect(withOptIn(before, of(11))).toEqual([of(12, 'lxc:db'), of(1), of(11)]);
  expect(withOptOut(before, of(1))).toEqual([of(11), of(12, 'lxc:db')]);
  expect(withoutEnded(before, ['lxc:web'], runs)).toEqual([of(12, 'lxc:db'), of(1)]);
});

test('the oldest are dropped when there are too many', () => {
  const before = Array.from({length: 10_000}, (_, pid) => of(pid, `lxc:${pid}`));
  const after = withOptIn(before, of(20_000));
  expect(after).toHaveLength(10_000);
  expect(after.at(-1)).toEqual(of(20_000));
  expect(after[0]).toEqual(of(1, 'lxc:1'));
});

test('in place of what was opted out come its heirs, with what they inherited', () => {
  const offered = {imageKey: 77, ranges: [{start: 0x1000n, end: 0x3000n}]};
  const before = [{...of(1), offered}, of(2)];
  const heirs = [2, 3].map((pid) => ({pid, startTicks: pid * 10}));
  expect(withOptOut(before, of(1), heirs)).toEqual([of(2), {...of(3), offered}]);
  // Not opted in by ksmtop, nor are those that it started.
  expect(withOptOut(before, of(9), heirs)).toEqual(before);
});
