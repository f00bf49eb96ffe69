import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createNewcomers} from '../../../source/host/processes/newcomers.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {describedHost, wholeSample} from '../../support/describedHost.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});

afterEach(() => {
  vi.useRealTimers();
});

const pidsFrom = (first: number, count: number) =>
  Array.from({length: count}, (_, index) => first + index);

const pidsOf = ({processes = []}: Sample) => processes.map(({pid}) => pid);

test('a few newcomers need not wait, nor do many of a long time', () => {
  const newcomers = createNewcomers();
  expect(newcomers.admit(pidsFrom(1, 64), 1000, 200)).toHaveLength(64);
  expect(newcomers.admit(pidsFrom(1, 640), 11_000, 10_000)).toHaveLength(640);
  expect(newcomers.takeDue(100_000)).toEqual([]);
});

test('those of a storm wait for about a tick, each crowd for itself', () => {
  const newcomers = createNewcomers();
  expect(newcomers.admit(pidsFrom(1, 65), 1000, 1000)).toEqual([]);
  expect(newcomers.admit(pidsFrom(101, 65), 1500, 500)).toEqual([]);
  expect(newcomers.takeDue(1700)).toEqual([]);
  expect(newcomers.takeDue(1990)).toEqual(pidsFrom(1, 65));
  expect(newcomers.takeDue(1990)).toEqual([]);
  expect(newcomers.takeDue(2500)).toEqual(pidsFrom(101, 65));
});

test('of a storm those are read who stay, a tick later', async () => {
  const {host, put, end} = describedHost({
    processes: [{pid: 501, command: 'nginx', container: 'host'}],
  });
  await wholeSample(host);
  const storm = pidsFrom(1000, 100);
  for (const pid of storm) put({pid, command: 'sh', container: 'host'});
  vi.advanceTimersByTime(1000);
  const during = await host.sample();
  expect(pidsOf(during)).toEqual([501]);
  // Nobody waits for them, and no sample is taken early for them.
  expect(during.processesPending).toBeUndefined();
  for (const pid of storm.slice(0, 99)) end(pid);
  put({pid: 2000, command: 'redis', container: 'host'});
  vi.advanceTimersByTime(1000);
  expect(pidsOf(await wholeSample(host))).toEqual([501, 1099, 2000]);
});

test('a crowd that comes to stay is read whole, though nobody comes after it', async () => {
  const {host, put} = describedHost({
    processes: [{pid: 501, command: 'nginx', container: 'host'}],
  });
  await wholeSample(host);
  const crowd = pidsFrom(1000, 200);
  for (const pid of crowd) put({pid, command: 'worker', container: 'host'});
  vi.advanceTimersByTime(1000);
  await host.sample();
  vi.advanceTimersByTime(1000);
  expect(pidsOf(await wholeSample(host))).toEqual([501, ...crowd]);
});
