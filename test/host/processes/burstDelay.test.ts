import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createBurstDelay} from '../../../source/host/processes/burstDelay.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {describedHost, wholeSample} from '../../support/hosts/describedHost.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});

afterEach(() => {
  vi.useRealTimers();
});

const pidsFrom = (first: number, count: number) =>
  Array.from({length: count}, (_, index) => first + index);

const pidsOf = ({processes = []}: Sample) => processes.map(({pid}) => pid);

test('a few new processes need not wait, nor do many of a long interval', () => {
  const burstDelay = createBurstDelay();
  expect(burstDelay.admit(pidsFrom(1, 64), 1000, 200)).toHaveLength(64);
  expect(burstDelay.admit(pidsFrom(1, 640), 11_000, 10_000)).toHaveLength(640);
  expect(burstDelay.takeDue(100_000)).toEqual([]);
});

test('the processes of a burst wait for about a tick, each burst on its own', () => {
  const burstDelay = createBurstDelay();
  expect(burstDelay.admit(pidsFrom(1, 65), 1000, 1000)).toEqual([]);
  expect(burstDelay.admit(pidsFrom(101, 65), 1500, 500)).toEqual([]);
  expect(burstDelay.takeDue(1700)).toEqual([]);
  expect(burstDelay.takeDue(1990)).toEqual(pidsFrom(1, 65));
  expect(burstDelay.takeDue(1990)).toEqual([]);
  expect(burstDelay.takeDue(2500)).toEqual(pidsFrom(101, 65));
});

test('of a burst, the processes that stay are read a tick later', async () => {
  const {host, put, end} = describedHost({
    processes: [{pid: 501, command: 'nginx', container: 'host'}],
  });
  await wholeSample(host);
  const burst = pidsFrom(1000, 100);
  for (const pid of burst) put({pid, command: 'sh', container: 'host'});
  vi.advanceTimersByTime(1000);
  const during = await host.sample();
  expect(pidsOf(during)).toEqual([501]);
  // They do not count as pending, so no sample is taken early for them.
  expect(during.processesPending).toBeUndefined();
  for (const pid of burst.slice(0, 99)) end(pid);
  put({pid: 2000, command: 'redis', container: 'host'});
  vi.advanceTimersByTime(1000);
  expect(pidsOf(await wholeSample(host))).toEqual([501, 1099, 2000]);
});

test('a burst that stays is read whole, though no process starts after it', async () => {
  const {host, put} = describedHost({
    processes: [{pid: 501, command: 'nginx', container: 'host'}],
  });
  await wholeSample(host);
  const burst = pidsFrom(1000, 200);
  for (const pid of burst) put({pid, command: 'worker', container: 'host'});
  vi.advanceTimersByTime(1000);
  await host.sample();
  vi.advanceTimersByTime(1000);
  expect(pidsOf(await wholeSample(host))).toEqual([501, ...burst]);
});
