import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {deriveProcesses, processId} from '../../../source/model/derive/processes.js';
import type {Model} from '../../../source/model/model.js';
import type {ProcessSample} from '../../../source/model/sample/sample.js';
import {hostNames, sampleOfHost} from '../../fixtures/hostSample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const page = 4096;

function modelOf(processes: readonly ProcessSample[], shared: number, previous?: Model): Model {
  const merging = processes.reduce((sum, {ksm}) => sum + (ksm?.mergingPages ?? 0), 0);
  const ksm = {pages_shared: shared, pages_sharing: merging - shared};
  return advance(previous, sampleOf({ksm, processes}));
}

test('the figures of one process', () => {
  const process = processOf({
    ksm: {rmapItems: 2000, mergingPages: 1000, zeroPages: 0, mergeable: true, mergeAny: true},
  });
  expect(deriveProcesses(modelOf([process], 100), 'host')).toEqual([
    {
      id: processId(process),
      process,
      optIn: 'prctl',
      preload: 'merging',
      memoryBytes: 2 ** 24,
      offeredBytes: 2000 * page,
      mergedBytes: 1000 * page,
      savedBytes: 900 * page,
      profitBytes: 900 * page - 2000 * 64,
      borrowsMemory: false,
      trend: [900 * page],
    },
  ]);
});

test('a process that loses memory by KSM says so with a minus', () => {
  const process = processOf({ksm: {rmapItems: 40_000, mergingPages: 0, mergeable: true}});
  const [row] = deriveProcesses(modelOf([process], 0), 'host');
  expect(row?.profitBytes).toBe(-2_560_000);
});

test('what cannot be read is unknown', () => {
  const hidden = processOf({readable: false, ksm: undefined, anonBytes: undefined});
  const [row] = deriveProcesses(modelOf([hidden], 0), 'host');
  expect(row).toMatchObject({optIn: 'unknown', preload: 'unknown', trend: []});
  for (const key of ['memoryBytes', 'offeredBytes', 'mergedBytes', 'savedBytes', 'profitBytes']) {
    expect(row).not.toHaveProperty(key);
  }
});

test('a process that borrows its memory saves and costs nothing of its own', () => {
  const ksm = {rmapItems: 4000, mergingPages: 4000, zeroPages: 0, mergeable: true};
  const parent = processOf({pid: 10, parentPid: 1, ksm});
  const child = {...parent, pid: 11, parentPid: 10};
  const model = advance(
    undefined,
    sampleOf({ksm: {pages_shared: 400, pages_sharing: 3600}, processes: [parent, child]}),
  );
  const [owner, borrower] = deriveProcesses(model, 'host');
  expect(owner).toMatchObject({borrowsMemory: false, savedBytes: 3600 * page});
  expect(borrower).toMatchObject({borrowsMemory: true, savedBytes: 0, profitBytes: 0});
});

test('only the processes of the container asked for', () => {
  const web = {kind: 'lxc', id: 'lxc:web', name: 'web'};
  const processes = [processOf(), processOf({container: web}), processOf()];
  const model = modelOf(processes, 0);
  expect(deriveProcesses(model, 'lxc:web').map(({process}) => process)).toEqual([processes[1]]);
  expect(deriveProcesses(model, 'host')).toHaveLength(2);
  expect(deriveProcesses(model, 'none such')).toEqual([]);
});

describe('the course of what a process saves', () => {
  const at = (pid: number, startTicks: number, mergingPages: number) =>
    processOf({pid, startTicks, ksm: {rmapItems: mergingPages, mergingPages}});

  test('grows while it merges, and keeps the last 60 points', () => {
    let model: Model | undefined;
    for (let pages = 1; pages <= 70; pages++) model = modelOf([at(7, 1, pages)], 0, model);
    expect(model?.processTrends.get('7:1')).toHaveLength(60);
  });

  test('is not inherited by another process of the same pid', () => {
    const model = modelOf([at(7, 2, 5)], 0, modelOf([at(7, 1, 9)], 0));
    expect([...model.processTrends]).toEqual([['7:2', [5 * page]]]);
  });

  test('leaves nothing behind when it ends, or merges no more', () => {
    const before = modelOf([at(7, 1, 9), at(8, 1, 9)], 0);
    expect(modelOf([at(8, 1, 0)], 0, before).processTrends.size).toBe(0);
  });
});

test.each(hostNames)('%s: the processes of a container save what it saves', async (name) => {
  const model = advance(undefined, await sampleOfHost(name));
  for (const container of model.containers ?? []) {
    const rows = deriveProcesses(model, container.id);
    expect(rows).toHaveLength(container.processes);
    if (rows.length === 0) continue;
    const saved = rows.reduce((sum, row) => sum + (row.savedBytes ?? 0), 0);
    expect(saved).toBeCloseTo(container.savedBytes ?? 0, 3);
  }
});
