import {describe, expect, test} from 'vitest';
import {attribute} from '../../../source/model/derive/attribution.js';
import {
  type ContainerRow,
  deriveContainers,
  unattributedId,
} from '../../../source/model/derive/containers.js';
import {deriveFigures} from '../../../source/model/derive/figures.js';
import type {ProcessSample, Sample} from '../../../source/model/sample/sample.js';
import {hostNames, sampleOfHost} from '../../fixtures/hostSample.js';
import {random} from '../../fixtures/random.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const page = 4096;
const web = {kind: 'lxc', id: 'lxc:web', name: 'web'};
const db = {kind: 'docker', id: 'docker:0123', name: 'db'};

function rowsOf(sample: Sample, previous?: readonly ContainerRow[]) {
  return deriveContainers(previous, sample, attribute(sample));
}

function rowOf(id: string, sample: Sample, previous?: readonly ContainerRow[]) {
  const row = rowsOf(sample, previous)?.find((candidate) => candidate.id === id);
  if (!row) throw new Error(`no row ${id}`);
  return row;
}

/** A host whose counters are the sums of its processes. */
function hostOf(processes: readonly ProcessSample[], shared: number, zero = 0): Sample {
  const merging = processes.reduce((sum, {ksm}) => sum + (ksm?.mergingPages ?? 0), 0);
  return sampleOf({
    ksm: {pages_shared: shared, pages_sharing: merging - shared, ksm_zero_pages: zero},
    processes,
  });
}

const sumOf = (values: ReadonlyArray<number | undefined> = []) =>
  values.reduce((sum: number, value) => sum + (value ?? 0), 0);

test('there are no containers until the processes were listed', () => {
  const {processes: _, ...unlisted} = sampleOf();
  expect(rowsOf(unlisted)).toBeUndefined();
  expect(rowsOf({...unlisted, processes: []})).toEqual([]);
});

test('what the processes of one container offer, merge and save', () => {
  const sample = hostOf(
    [
      processOf({container: web, anonBytes: 100 * page}),
      processOf({
        container: web,
        anonBytes: 2000 * page,
        ksm: {rmapItems: 2000, mergingPages: 1500, zeroPages: 20, mergeable: true},
        preload: {mapped: '/usr/lib/libksm_preload.so'},
      }),
      processOf({container: db, ksm: {rmapItems: 700, mergingPages: 500}}),
    ],
    200,
    20,
  );
  const savedBytes = (1500 * (1800 / 2000) + 20) * page;
  expect(rowOf('lxc:web', sample)).toMatchObject({
    ...web,
    processes: 2,
    processesReadable: 2,
    preload: {none: 1, requested: 0, loaded: 0, mergeable: 0, merging: 1, unknown: 0},
    memoryBytes: 2100 * page,
    offeredBytes: 2000 * page,
    mergedBytes: 1500 * page,
    savedBytes,
    profitBytes: savedBytes - 2000 * 64,
    trend: [savedBytes],
  });
});

test('memory is resident in its processes; its cgroup is charged for a shared page once', () => {
  const sample = {
    ...sampleOf({processes: [processOf({container: web}), processOf({container: db})]}),
    containerMemory: {'lxc:web': 5_000_000},
  };
  expect(rowOf('lxc:web', sample)).toMatchObject({memoryBytes: 2 ** 24, chargedBytes: 5_000_000});
  expect(rowOf('docker:0123', sample).memoryBytes).toBe(2 ** 24);
  expect(rowOf('docker:0123', sample)).not.toHaveProperty('chargedBytes');
});

test('more metadata than savings is a loss, with its sign', () => {
  const sample = hostOf(
    [processOf({container: web, ksm: {rmapItems: 90_000, mergingPages: 2}})],
    1,
  );
  expect(rowOf('lxc:web', sample).profitBytes).toBe(page - 90_000 * 64);
});

test('what no process of a container tells is unknown, not 0', () => {
  const hidden = processOf({container: web, readable: false, ksm: undefined, anonBytes: undefined});
  const row = rowOf('lxc:web', sampleOf({processes: [hidden]}));
  expect(row).toMatchObject({processes: 1, processesReadable: 0, trend: []});
  for (const key of ['memoryBytes', 'offeredBytes', 'mergedBytes', 'savedBytes', 'profitBytes']) {
    expect(row).not.toHaveProperty(key);
  }
});

test('what some of its processes tell is shown as far as it goes', () => {
  const sample = hostOf(
    [
      processOf({container: web, readable: false, ksm: undefined}),
      processOf({container: web, ksm: {rmapItems: 100, mergingPages: 100}}),
    ],
    10,
  );
  expect(rowOf('lxc:web', sample)).toMatchObject({
    processesReadable: 1,
    preload: {unknown: 1, merging: 1},
    mergedBytes: 100 * page,
  });
});

test('nothing found is unknown where /proc hides processes, with the same ones in the list', () => {
  const sample = hostOf([processOf({container: web, ksm: {mergingPages: 0, rmapItems: 0}})], 10);
  expect(rowOf('lxc:web', sample)).toMatchObject({offeredBytes: 0, mergedBytes: 0});
  const row = rowOf('lxc:web', {...sample, host: {...sample.host, hidesProcesses: true}});
  expect(row).not.toHaveProperty('offeredBytes');
  expect(row).not.toHaveProperty('mergedBytes');
});

test('that those which can be read offer nothing does not tell that none does', () => {
  const idle = processOf({container: web, ksm: {rmapItems: 0, mergingPages: 0}});
  const hidden = processOf({container: web, readable: false, ksm: undefined});
  const keys = ['offeredBytes', 'mergedBytes', 'savedBytes', 'profitBytes'];
  const row = rowOf('lxc:web', hostOf([idle, hidden], 10));
  for (const key of keys) expect(row).not.toHaveProperty(key);
  // Its library list was refused, its KSM figures were not.
  const halfSeen = {...idle, readable: false};
  expect(rowOf('lxc:web', hostOf([idle, halfSeen], 10))).toMatchObject(
    Object.fromEntries(keys.map((key) => [key, 0])),
  );
});

test('5.19 tells of merged pages alone', () => {
  const sample = hostOf([processOf({container: web, ksm: {mergingPages: 100}})], 10);
  const row = rowOf('lxc:web', sample);
  expect(row.savedBytes).toBe(90 * page);
  expect(row).not.toHaveProperty('offeredBytes');
  expect(row).not.toHaveProperty('profitBytes');
});

test('a page is as large as the host has it', () => {
  const sample = hostOf([processOf({container: web, ksm: {rmapItems: 9, mergingPages: 8}})], 2);
  const arm = {...sample, host: {...sample.host, pageSizeBytes: 65_536}};
  expect(rowOf('lxc:web', arm)).toMatchObject({
    offeredBytes: 9 * 65_536,
    mergedBytes: 8 * 65_536,
    savedBytes: 6 * 65_536,
    profitBytes: 6 * 65_536 - 9 * 64,
  });
});

test('a borrowed memory counts once, its processes count all', () => {
  const ksm = {rmapItems: 4000, mergingPages: 4000, zeroPages: 0};
  const parent = processOf({pid: 10, parentPid: 1, container: web, ksm});
  const child = {...parent, pid: 11, parentPid: 10};
  const sample = {...hostOf([parent], 400), processes: [parent, child]};
  expect(rowOf('lxc:web', sample)).toMatchObject({
    processes: 2,
    memoryBytes: 2 ** 24,
    offeredBytes: 4000 * page,
    mergedBytes: 4000 * page,
    savedBytes: 3600 * page,
  });
});

describe('the course of what is saved', () => {
  const at = (merged: number, container = web) =>
    hostOf([processOf({container, ksm: {rmapItems: merged, mergingPages: merged}})], 0);

  test('grows by a point a sample, and keeps the last 60', () => {
    let rows: readonly ContainerRow[] | undefined;
    for (let merged = 1; merged <= 70; merged++) rows = rowsOf(at(merged), rows);
    expect(rows?.[0]?.trend).toHaveLength(60);
    expect(rows?.[0]?.trend.at(-1)).toBe(70 * page);
  });

  test('belongs to its container, and goes with it', () => {
    const first = rowsOf(at(5));
    const second = rowsOf(at(7, db), first);
    expect(second).toHaveLength(1);
    expect(second?.[0]?.trend).toEqual([7 * page]);
    expect(rowsOf(at(9), second)?.[0]?.trend).toEqual([9 * page]);
  });
});

describe('the row of unattributed savings', () => {
  const hidden = processOf({readable: false, ksm: undefined});
  const sample = {
    ...hostOf([processOf({container: web, ksm: {rmapItems: 500, mergingPages: 500}})], 0),
    ksm: sampleOf({ksm: {pages_shared: 100, pages_sharing: 900}}).ksm ?? {
      counters: {},
      parameters: {},
    },
  };
  const withHidden = {...sample, processes: [...(sample.processes ?? []), hidden]};

  test('is last, and only shows what it saves', () => {
    const row = rowsOf(withHidden)?.at(-1);
    expect(row).toMatchObject({
      id: unattributedId,
      processes: 0,
      savedBytes: 450 * page,
      trend: [450 * page],
    });
    expect(row).not.toHaveProperty('profitBytes');
    expect(row).not.toHaveProperty('memoryBytes');
  });

  test('has a course as well', () => {
    const trend = rowsOf(withHidden, rowsOf(withHidden))?.at(-1)?.trend;
    expect(trend).toEqual([450 * page, 450 * page]);
  });

  test('is not there when everything is accounted for', () => {
    const complete = hostOf([processOf({ksm: {rmapItems: 9, mergingPages: 9}})], 3);
    expect(rowsOf(complete)?.map(({id}) => id)).toEqual(['host']);
  });
});

describe('the column of what is saved adds up to what the host saves', () => {
  test.each(hostNames)('%s', async (name) => {
    const sample = await sampleOfHost(name);
    const saved = sumOf(rowsOf(sample)?.map(({savedBytes}) => savedBytes));
    const {savedBytes = 0} = deriveFigures(sample);
    expect(Math.abs(saved - savedBytes)).toBeLessThanOrEqual(savedBytes / 100);
  });

  test('whatever merges, readable or not', () => {
    const pick = random(11);
    for (let round = 0; round < 300; round++) {
      const processes = Array.from({length: 1 + pick(40)}, () => {
        const mergingPages = pick(4) * pick(5000);
        const zeroPages = pick(3) * pick(500);
        const container = pick(2) === 0 ? web : db;
        return processOf({container, ksm: {rmapItems: mergingPages + 10, mergingPages, zeroPages}});
      });
      const zero = sumOf(processes.map(({ksm}) => ksm?.zeroPages));
      const merging = sumOf(processes.map(({ksm}) => ksm?.mergingPages));
      const host = hostOf(processes, pick(merging + 1), zero);
      const seen = processes.map((process) =>
        pick(6) === 0 ? {...process, readable: false, ksm: undefined} : process,
      ) as ProcessSample[];
      const saved = sumOf(rowsOf({...host, processes: seen})?.map((row) => row.savedBytes));
      const {savedBytes = 0} = deriveFigures(host);
      expect(Math.abs(saved - savedBytes)).toBeLessThanOrEqual(savedBytes / 100 + 2 * page);
    }
  });
});

describe('a loss', () => {
  const ksm = {rmapItems: 40_000, mergingPages: 10};
  const lossOf = (sample: Sample) => rowOf(web.id, sample).profitBytes;
  const losing = processOf({container: web, ksm});
  const files = {pages_shared: 5, pages_sharing: 5, pages_unshared: 39_990};

  test('is unknown where zero pages may be merged without being counted', () => {
    const host = {kernelRelease: '5.14.0'};
    const of = (use_zero_pages: number) =>
      sampleOf({host, ksm: {...files, use_zero_pages}, processes: [losing]});
    expect(lossOf(of(0))).toBeUndefined();
    // Such kernels tell only after a backport what a process merges.
    const told = (use_zero_pages: number) => ({...of(use_zero_pages), processes: [losing]});
    expect(lossOf(told(0))).toBe(5 * page - 40_000 * 64);
    expect(lossOf(told(1))).toBeUndefined();
  });

  test('is unknown where a process has impossible figures', () => {
    const doubts = [{figure: 'ksm_zero_pages', value: 2 ** 64, reason: 'has wrapped below zero'}];
    const of = (process: ProcessSample) => lossOf(sampleOf({ksm: files, processes: [process]}));
    expect(of(losing)).toBe(5 * page - 40_000 * 64);
    expect(of({...losing, doubts})).toBeUndefined();
  });
});

test('a process that has only just started is counted as such', () => {
  const young = processOf({container: web, preload: {}});
  const closed = processOf({container: web, readable: false, preload: {}});
  const row = rowOf(web.id, sampleOf({processes: [young, closed, processOf({container: web})]}));
  expect(row).toMatchObject({starting: 1, preload: {unknown: 2, none: 1}});
  expect(rowOf(web.id, sampleOf({processes: [closed]}))).not.toHaveProperty('starting');
});
