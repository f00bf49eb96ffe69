import {mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {afterAll, expect, test, vi} from 'vitest';
import {createKeptFiles} from '../../../source/host/io/keptFiles.js';
import {createSlices} from '../../../source/host/io/slices.js';
import {
  createProcessTable,
  type ProcessTable,
} from '../../../source/host/processes/processTable.js';
import {createRotation} from '../../../source/host/processes/rotation.js';
import {
  noChanges,
  type TrackedProcess,
  track,
} from '../../../source/host/processes/trackedProcess.js';
import {parseStat} from '../../../source/kernel/process/stat.js';
import {statBytes} from '../../fixtures/stat.js';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-pieces-'));

afterAll(() => rmSync(directory, {recursive: true}));

test.each([0.1, 1, 3, 7, 10, 100])(
  'a rotation comes to everyone in time, every %d s',
  (seconds) => {
    const members = Array.from({length: 137}, (_, index) => index * 3);
    const rotation = createRotation<number>(8000, (member) => member);
    const seenMs = new Map(members.map((member) => [member, 0]));
    let longestMs = 0;
    for (let nowMs = seconds * 1000; nowMs < 200_000; nowMs += seconds * 1000) {
      for (const member of rotation.next(members, seconds * 1000)) {
        longestMs = Math.max(longestMs, nowMs - (seenMs.get(member) ?? 0));
        seenMs.set(member, nowMs);
      }
    }
    expect(Math.min(...seenMs.values())).toBeGreaterThan(0);
    expect(longestMs).toBeLessThanOrEqual(Math.max(8000 + seconds * 1000, seconds * 1000));
  },
);

test('a rotation takes nobody twice in one turn, and goes on where members went', () => {
  const rotation = createRotation<number>(8000, (member) => member);
  expect(rotation.next([1, 2, 3, 4], 4000)).toEqual([1, 2]);
  expect(rotation.next([1, 4, 5, 6], 4000)).toEqual([4, 5]);
  expect(rotation.next([1, 4, 5, 6], 80_000)).toEqual([6, 1, 4, 5]);
  expect(rotation.next([], 80_000)).toEqual([]);
  expect(rotation.next([1, 2], 0)).toEqual([]);
});

test('work is cut into slices, and the event loop is looked at in between', async () => {
  vi.useFakeTimers({toFake: ['performance']});
  const slices = createSlices(8);
  expect(slices.spent()).toBe(false);
  vi.advanceTimersByTime(7);
  expect(slices.spent()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(slices.spent()).toBe(true);
  const order: string[] = [];
  slices.later(() => order.push(`next slice, spent: ${slices.spent()}`));
  order.push('turn over');
  await setImmediate();
  expect(order).toEqual(['turn over', 'next slice, spent: false']);
  vi.useRealTimers();
});

test('kept files stay open up to a limit, and a number in use is not closed', () => {
  const path = join(directory, 'kept');
  writeFileSync(path, '');
  const open = () =>
    readdirSync('/proc/self/fd').filter((name) => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`) === path;
      } catch {
        return false;
      }
    }).length;
  const files = createKeptFiles(1);
  const file = files.open(path, true);
  expect(files.open(path, true).descriptor).toBe(file.descriptor);
  expect(files.open(path, false).kept).toBe(false);
  expect(open()).toBe(2);
  files.release(file);
  files.forget(path);
  expect(open()).toBe(2);
  files.release(file);
  expect(open()).toBe(1);
  expect(files.open(path, true).kept).toBe(true);
  files.end();
  expect(files.open(path, true).kept).toBe(false);
});

function stat(pid: number) {
  const found = parseStat(
    statBytes({pid, command: 'x', container: 'host'}, {release: '6.18', pageSizeBytes: 4096}),
  );
  if (!found) throw new Error('no stat');
  return found;
}

/** Takes over a listing of which everyone is to be read. */
function list(table: ProcessTable, names: readonly string[]): TrackedProcess[] {
  const {newcomers, vanished} = table.update(names);
  table.enqueue(newcomers);
  return vanished;
}

test('the table follows what is listed', () => {
  const table = createProcessTable();
  expect(list(table, ['1', '20', '3', 'self', '007', 'sys'])).toEqual([]);
  expect(table.pendingCount).toBe(3);
  expect(table.takeUnknown(2)).toEqual([1, 3]);
  table.addKernelThread(1);
  const third = track('/proc', 3, stat(3), noChanges());
  table.add(third);
  expect(table.processes).toEqual([third]);
  expect(table.kernelThreads).toEqual([1]);
  expect(table.pendingCount).toBe(1);
  expect(list(table, ['1', '20'])).toEqual([third]);
  expect(third.gone).toBe(true);
  expect(table.processes).toEqual([]);
});

test('what was taken, and vanished or was used again before it was read, is not followed', () => {
  const table = createProcessTable();
  list(table, ['5']);
  table.takeUnknown(1);
  list(table, []);
  const late = track('/proc', 5, stat(5), noChanges());
  table.add(late);
  expect([late.gone, table.processes.length]).toEqual([true, 0]);
  list(table, ['5']);
  expect(table.hasUnknown).toBe(true);
  expect(table.takeUnknown(9)).toEqual([5]);
  table.giveUp(5);
  expect(table.pendingCount).toBe(0);
  list(table, ['5']);
  expect(table.takeUnknown(9)).toEqual([5]);
});

test('who is new is not read before that is said, nor counted, nor once gone', () => {
  const table = createProcessTable();
  expect(table.update(['5', '6']).newcomers).toEqual([5, 6]);
  expect([table.hasUnknown, table.pendingCount]).toEqual([false, 0]);
  expect(table.update(['6', '7']).newcomers).toEqual([7]);
  table.enqueue([5, 6]);
  expect(table.pendingCount).toBe(1);
  expect(table.takeUnknown(9)).toEqual([6]);
  table.update([]);
  expect(table.pendingCount).toBe(0);
});

test('a forgotten process is unknown again', () => {
  const table = createProcessTable();
  list(table, ['5']);
  table.takeUnknown(1);
  const tracked = track('/proc', 5, stat(5), noChanges());
  table.add(tracked);
  table.forget(5);
  expect([tracked.gone, table.processes.length, table.pendingCount]).toEqual([true, 0, 1]);
  expect(table.takeUnknown(9)).toEqual([5]);
});
