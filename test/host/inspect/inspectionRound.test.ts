import {afterEach, expect, test, vi} from 'vitest';
import {createInspectionRound} from '../../../source/host/inspect/inspectionRound.js';
import type {Inspection} from '../../../source/model/sample/inspection.js';
import type {ProcessSample, Sample} from '../../../source/model/sample/sample.js';
import {inspectionOf} from '../../fixtures/inspection.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const library = '/usr/lib/libksm_preload.so';
const offering = (pid: number) =>
  processOf({pid, ksm: {rmapItems: pid, mergingPages: 1, mergeable: true}});
const asking = (pid: number) => processOf({pid, preload: {mapped: false, requested: library}});
const idle = (pid: number) => processOf({pid, preload: {mapped: false, requested: false}});

function at(seconds: number, ...processes: ProcessSample[]): Sample {
  return sampleOf({monotonicMs: 1000 * seconds, processes});
}

afterEach(() => {
  vi.useRealTimers();
});

const pidsOf = (inspections: readonly Inspection[]) => inspections.map(({pid}) => pid);

test('processes that offer memory or were asked to are read, and no others', async () => {
  const round = createInspectionRound(async (process) => inspectionOf(process));
  await round.run(at(0, offering(1), idle(2), asking(3)));
  expect(pidsOf(round.take())).toEqual([1, 3]);
  expect(round.take()).toEqual([]);
});

test('each is read again after ten minutes, or in another state; what is new comes first', async () => {
  const round = createInspectionRound(async (process) => inspectionOf(process));
  const goes = async (sample: Sample) => {
    await round.run(sample);
    return pidsOf(round.take());
  };
  expect(await goes(at(0, offering(1), asking(3)))).toEqual([1, 3]);
  expect(await goes(at(599, offering(1), asking(3)))).toEqual([]);
  expect(await goes(at(599, offering(1), offering(3)))).toEqual([3]);
  expect(await goes(at(601, offering(1), offering(3), asking(4)))).toEqual([4, 1]);
});

test('what takes long is read little by little', async () => {
  vi.useFakeTimers({toFake: ['performance']});
  const round = createInspectionRound(async (process) => {
    vi.advanceTimersByTime(120);
    return inspectionOf(process);
  });
  const processes = Array.from({length: 30}, (_, index) => offering(1 + index));
  await round.run(at(0, ...processes));
  const {length} = round.take();
  expect(length).toBeGreaterThan(0);
  expect(length).toBeLessThan(10);
  await round.run(at(1, ...processes));
  expect(round.take().length).toBeLessThan(2);
});

test('one that hangs holds nothing up, and one that has ended leaves nothing', async () => {
  const hanging = createInspectionRound(() => new Promise(() => {}));
  void hanging.run(at(0, offering(1)));
  expect(hanging.take()).toEqual([]);
  const ended = createInspectionRound(async () => undefined);
  await ended.run(at(0, offering(1)));
  expect(ended.take()).toEqual([]);
});

test('one that cannot be read for an error is passed over, and the others are read', async () => {
  const round = createInspectionRound(async (process) => {
    if (process.pid === 2) throw new RangeError('Maximum call stack size exceeded');
    return inspectionOf(process);
  });
  await round.run(at(0, offering(1), offering(2), offering(3)));
  expect(pidsOf(round.take())).toEqual([1, 3]);
});

test('of very many, those that offer most are read', async () => {
  // However slow the machine, it is their number that ends the round.
  vi.useFakeTimers({toFake: ['performance']});
  const round = createInspectionRound(async (process) => inspectionOf(process, {regions: []}));
  const processes = Array.from({length: 700}, (_, index) => offering(1 + index));
  await round.run(at(0, ...processes));
  const pids = pidsOf(round.take());
  expect(Math.min(...pids)).toBe(201);
  expect(pids).toHaveLength(500);
});

test('one that fails does not end the rounds', async () => {
  let fails = true;
  const round = createInspectionRound(async (process) => {
    if (fails) throw new Error('the connection ended');
    return inspectionOf(process);
  });
  await round.run(at(0, offering(1)));
  fails = false;
  await round.run(at(1, offering(1)));
  expect(pidsOf(round.take())).toEqual([1]);
});
