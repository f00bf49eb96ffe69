import {expect, test} from 'vitest';
import {
  createProcessTable,
  type ProcessTable,
} from '../../../source/host/processes/processTable.js';
import {
  noChanges,
  type TrackedProcess,
  trackProcess,
} from '../../../source/host/processes/trackedProcess.js';
import {parseStat} from '../../../source/kernel/process/stat.js';
import {statBytes} from '../../fixtures/processes/stat.js';

function stat(pid: number) {
  const found = parseStat(
    statBytes({pid, command: 'x', container: 'host'}, {release: '6.18', pageSizeBytes: 4096}),
  );
  if (!found) throw new Error('no stat');
  return found;
}

/** Takes over a listing of which all pids are to be read. */
function list(table: ProcessTable, names: readonly string[]): void {
  table.enqueue(table.update(names));
}

test('the table follows what is listed', () => {
  const table = createProcessTable();
  list(table, ['1', '20', '3', 'self', '007', 'sys']);
  expect(table.pendingCount).toBe(3);
  expect(table.takeQueued(2)).toEqual([1, 3]);
  table.addKernelThread(1);
  const third = trackProcess('/proc', 3, stat(3), noChanges());
  table.add(third);
  expect(table.processes).toEqual([third]);
  expect(table.kernelThreads).toEqual([1]);
  expect(table.pendingCount).toBe(1);
  list(table, ['1', '20']);
  expect(third.state).toBe('gone');
  expect(table.processes).toEqual([]);
});

test('a pid that vanished or was used again while it was read is not tracked', () => {
  const table = createProcessTable();
  list(table, ['5']);
  table.takeQueued(1);
  list(table, []);
  const late = trackProcess('/proc', 5, stat(5), noChanges());
  table.add(late);
  expect([late.state, table.processes.length]).toEqual(['gone', 0]);
  list(table, ['5']);
  expect(table.hasQueued).toBe(true);
  expect(table.takeQueued(9)).toEqual([5]);
  table.drop(5);
  expect(table.pendingCount).toBe(0);
  list(table, ['5']);
  expect(table.takeQueued(9)).toEqual([5]);
});

test('a new pid is neither read nor counted while it is held, nor once it is gone', () => {
  const table = createProcessTable();
  expect(table.update(['5', '6'])).toEqual([5, 6]);
  expect([table.hasQueued, table.pendingCount]).toEqual([false, 0]);
  expect(table.update(['6', '7'])).toEqual([7]);
  table.enqueue([5, 6]);
  expect(table.pendingCount).toBe(1);
  expect(table.takeQueued(9)).toEqual([6]);
  table.update([]);
  expect(table.pendingCount).toBe(0);
});

test('a process that is queued again has ended', () => {
  const table = createProcessTable();
  list(table, ['5']);
  table.takeQueued(1);
  const tracked = trackProcess('/proc', 5, stat(5), noChanges());
  table.add(tracked);
  table.requeue(5);
  expect([tracked.state, table.processes.length, table.pendingCount]).toEqual(['gone', 0, 1]);
  expect(table.takeQueued(9)).toEqual([5]);
});

test('the table indexes the processes that are read on every tick, by their state', () => {
  const stopped: TrackedProcess[] = [];
  const table = createProcessTable((tracked) => stopped.push(tracked));
  list(table, ['5', '6']);
  const [first, second] = table
    .takeQueued(2)
    .map((pid) => trackProcess('/proc', pid, stat(pid), noChanges())) as [
    TrackedProcess,
    TrackedProcess,
  ];
  for (const tracked of [first, second]) table.add(tracked);
  expect([first.state, table.offering, [...table.unsettled]]).toEqual(['new', [], []]);
  table.apply(first, 'offers');
  table.apply(second, 'changes');
  const {offering} = table;
  expect([offering, [...table.unsettled]]).toEqual([[first], [second]]);
  table.apply(first, 'unanswered');
  expect(table.offering).toBe(offering);
  table.apply(first, 'offersNothing');
  expect([first.state, table.offering, stopped]).toEqual(['unsettled', [], [first]]);
  expect(table.unsettled.size).toBe(2);
  table.update([]);
  expect([first.state, second.state, table.unsettled.size]).toEqual(['gone', 'gone', 0]);
});
