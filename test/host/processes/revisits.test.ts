import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {ProcessDescription} from '../../fixtures/process.js';
import type {TreeFiles} from '../../fixtures/tree.js';
import {
  type DescribedHost,
  describedHost,
  processOf,
  wholeSample,
} from '../../support/hosts/describedHost.js';

// The clock is advanced by hand, so that a test need not wait for a rotation of ten seconds.
beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
});

afterEach(() => {
  vi.useRealTimers();
});

const nginx: ProcessDescription = {pid: 501, command: 'nginx', container: 'host'};
const redis: ProcessDescription = {pid: 502, command: 'redis', container: 'host'};
const preload = '/usr/lib/libksm_preload.so';
const offering = {rmapItems: 100, mergingPages: 40, mergeAny: false, mergeable: true};

async function pass(host: DescribedHost['host'], seconds: number) {
  vi.advanceTimersByTime(seconds * 1000);
  return host.sample();
}

/** An exec changes the addresses of program, stack and arguments. */
function executed(files: TreeFiles): TreeFiles {
  return Object.fromEntries(
    Object.entries(files).map(([path, entry]) => [
      path,
      path.endsWith('/stat')
        ? Buffer.from(entry as Uint8Array)
            .toString('latin1')
            .replaceAll(' 94000', ' 93000')
        : entry,
    ]),
  );
}

test('what does not change is the same object as before', async () => {
  const {host, put} = describedHost({processes: [nginx, {...redis, ksm: offering}]});
  const before = await wholeSample(host);
  const after = await pass(host, 9);
  expect(after.processes).toBe(before.processes);
  put({...redis, ksm: {...offering, mergingPages: 41}});
  const changed = await pass(host, 1);
  expect(changed.processes).not.toBe(before.processes);
  expect(processOf(changed, 501)).toBe(processOf(before, 501));
  expect(processOf(changed, 502)).not.toBe(processOf(before, 502));
});

test('processes of one container share its identity', async () => {
  const cgroup = '/lxc.payload.w01/init.scope';
  const {host} = describedHost({
    processes: [
      {...nginx, cgroup},
      {...redis, cgroup: '/lxc.payload.w01/system.slice/redis.service'},
    ],
  });
  const sample = await wholeSample(host);
  expect(processOf(sample, 501).container.id).toBe('lxc:w01');
  expect(processOf(sample, 501).container).toBe(processOf(sample, 502).container);
});

test('a process that offers memory is read on every tick', async () => {
  const {host, put} = describedHost({processes: [{...nginx, ksm: offering}]});
  await wholeSample(host);
  for (const mergingPages of [50, 60, 70]) {
    put({...nginx, ksm: {...offering, mergingPages}});
    const sample = await pass(host, 0.001);
    expect(processOf(sample, 501).ksm).toMatchObject({rmapItems: 100, mergingPages});
  }
});

test('a process that offers memory is read on every tick while it is unsettled, and after that', async () => {
  const {host, put} = describedHost({processes: []});
  await wholeSample(host);
  put({...nginx, ksm: offering});
  await pass(host, 1);
  const ticks = [
    [0.001, 50],
    [1, 60],
    [3, 70],
    [0.001, 80],
  ] as const;
  for (const [seconds, mergingPages] of ticks) {
    put({...nginx, ksm: {...offering, mergingPages}});
    const sample = await pass(host, seconds);
    expect(processOf(sample, 501).ksm).toMatchObject({rmapItems: 100, mergingPages});
  }
});

test('a process that has outgrown its last size has it read again on the same tick', async () => {
  const small = {...nginx, residentPages: 1000, sharedPages: 0};
  const others = Array.from({length: 50}, (_, index) => ({...redis, pid: 600 + index}));
  const {host, put} = describedHost({processes: [{...small, ksm: offering}, ...others]});
  await wholeSample(host);
  // Until it is only revisited in rotation, and its turn has just been.
  for (let second = 0; second < 5; second++) await pass(host, 1);
  const ksm = {...offering, rmapItems: 90_000, mergingPages: 80_000};
  put({...small, residentPages: 100_000, ksm});
  const sample = await pass(host, 0.001);
  expect(processOf(sample, 501)).toMatchObject({ksm, anonBytes: 100_000 * 4096});
});

test('a late opt-in is seen within ten seconds at any interval', async () => {
  for (const seconds of [0.1, 1, 3, 10, 60]) {
    const processes = Array.from({length: 25}, (_, index) => ({...nginx, pid: 600 + index}));
    const {host, put} = describedHost({processes});
    await wholeSample(host);
    for (const process of processes) put({...process, ksm: offering});
    let sample = await pass(host, seconds);
    for (let at = 2 * seconds; at <= 10; at += seconds) sample = await pass(host, seconds);
    const unseen = sample.processes?.filter(({ksm}) => !ksm?.mergeable).map(({pid}) => pid);
    expect(unseen, `every ${seconds} s`).toEqual([]);
  }
});

test('among thousands of processes a late opt-in is seen as early, an exec within half a minute', async () => {
  const processes = Array.from({length: 2001}, (_, index) => ({...nginx, pid: 600 + index}));
  const {host, put} = describedHost({processes});
  await wholeSample(host);
  put({...nginx, pid: 1000, ksm: offering});
  put({...nginx, pid: 1001, command: 'redis'}, executed);
  let sample = await pass(host, 4);
  for (let seconds = 4; seconds < 10; seconds += 3) sample = await pass(host, 3);
  expect(processOf(sample, 1000).ksm).toMatchObject(offering);
  for (let seconds = 10; seconds < 34; seconds += 3) sample = await pass(host, 3);
  expect(processOf(sample, 1001).command).toBe('redis');
});

test('an exec is a new program in the same process', async () => {
  const {host, put} = describedHost({processes: [{...nginx, ksm: offering}]});
  const before = processOf(await wholeSample(host), 501);
  const then: ProcessDescription = {
    ...nginx,
    arguments: ['nginx', '-s', 'reload'],
    environment: [`LD_PRELOAD=${preload}`],
    libraries: [preload],
  };
  put(then, executed);
  const after = processOf(await pass(host, 9), 501);
  expect(after.startTicks).toBe(before.startTicks);
  expect(after.commandLine).toBe('nginx -s reload');
  expect(after.preload).toEqual({mapped: preload, requested: preload});
  expect(after.ksm?.mergeable).toBe(false);
});

test('a new name alone is no exec: nothing else is read', async () => {
  const {host, put} = describedHost({processes: [nginx]});
  await wholeSample(host);
  put({...nginx, command: 'worker', arguments: ['never read']});
  const after = processOf(await pass(host, 9), 501);
  expect(after.command).toBe('worker');
  expect(after.commandLine).toBe('nginx');
});

test('where the addresses are hidden, a new name counts as an exec', async () => {
  const hidden = (files: TreeFiles) => {
    const stat = Buffer.from(files['proc/501/stat'] as Uint8Array).toString();
    return {...files, 'proc/501/stat': stat.replaceAll(/ 940000\d+/g, ' 0')};
  };
  const {host, put, end} = describedHost({processes: [nginx]});
  put(nginx, hidden);
  await wholeSample(host);
  put({...nginx, command: 'worker', arguments: ['another']}, hidden);
  expect(processOf(await pass(host, 9), 501).commandLine).toBe('another');
  end(501);
});

test('a reused pid is another process', async () => {
  const {host, put} = describedHost({processes: [{...nginx, ksm: offering}]});
  await wholeSample(host);
  put({...redis, pid: 501, startTicks: 99_000, cgroup: '/lxc.payload.w01', userId: 7});
  const sample = await pass(host, 9);
  expect(processOf(sample, 501)).toMatchObject({
    command: 'redis',
    startTicks: 99_000,
    commandLine: 'redis',
    userId: 7,
    container: {id: 'lxc:w01'},
    ksm: {mergeable: false},
  });
});

test('a user process that reuses the pid of a kernel thread is found', async () => {
  const {host, put} = describedHost({
    processes: [{pid: 501, command: 'kworker/0:1', kernelThread: true, container: 'host'}],
  });
  expect((await wholeSample(host)).processes).toEqual([]);
  put(nginx);
  expect(processOf(await pass(host, 61), 501).command).toBe('nginx');
});

test('processes come and go', async () => {
  const {host, put, end} = describedHost({processes: [nginx]});
  await wholeSample(host);
  put(redis);
  const sample = await pass(host, 1);
  expect(sample.processes?.map(({pid}) => pid)).toEqual([501, 502]);
  end(501);
  expect((await pass(host, 1)).processes?.map(({pid}) => pid)).toEqual([502]);
});

test('a process is first seen before its exec, its move and its libraries', async () => {
  const {host, put} = describedHost({processes: []});
  await wholeSample(host);
  put({...nginx, command: 'runc', environment: [], cgroup: '/system.slice/docker.service'});
  const first = processOf(await pass(host, 1), 501);
  expect(first.preload).toEqual({});
  expect(first.container.id).toBe('service:docker.service');
  const container = {...nginx, cgroup: '/lxc.payload.w01', environment: [`LD_PRELOAD=${preload}`]};
  put(container, executed);
  const second = processOf(await pass(host, 1), 501);
  expect(second.preload).toEqual({mapped: false, requested: preload});
  expect(second.container.id).toBe('lxc:w01');
  put({...container, libraries: [preload]}, executed);
  expect(processOf(await pass(host, 1), 501).preload.mapped).toBe(preload);
});

test('a library that is just being loaded at the start of ksmtop is found a tick later', async () => {
  const asking = {...nginx, environment: [`LD_PRELOAD=${preload}`]};
  const {host, put} = describedHost({processes: [asking]});
  expect(processOf(await wholeSample(host), 501).preload.mapped).toBe(false);
  put({...asking, libraries: [preload]});
  expect(processOf(await pass(host, 0.001), 501).preload.mapped).toBe(preload);
});

test('a process that is moved to another cgroup long after its start is found there later', async () => {
  const {host, put} = describedHost({processes: [nginx]});
  await wholeSample(host);
  put({...nginx, cgroup: '/lxc.payload.w01'});
  const seen = new Set<string | undefined>();
  for (let turn = 0; turn < 8; turn++) seen.add((await pass(host, 9)).processes?.[0]?.container.id);
  expect(seen).toContain('lxc:w01');
});

test('a zombie has nothing, and that is not unknown', async () => {
  const {host} = describedHost({processes: [{...nginx, state: 'Z'}]});
  expect(processOf(await wholeSample(host), 501)).toMatchObject({
    readable: true,
    ksm: {},
    anonBytes: 0,
    preload: {mapped: false, requested: false},
  });
});

test('memory of containers is read again in rotation, and dropped with them', async () => {
  const {host, tree, end} = describedHost({
    processes: [{...nginx, cgroup: '/lxc.payload.w01'}, redis],
    memory: {'/lxc.payload.w01': 4096},
  });
  expect((await wholeSample(host)).containerMemory).toEqual({'lxc:w01': 4096});
  tree.update({'sys/fs/cgroup/lxc.payload.w01/memory.stat': 'anon 8192\n'});
  const {containerMemory} = await pass(host, 9);
  expect(containerMemory).toEqual({'lxc:w01': 8192});
  expect((await pass(host, 9)).containerMemory).toBe(containerMemory);
  end(501);
  expect((await pass(host, 1)).containerMemory).toEqual({});
});

test('KSM that appears, stops and vanishes is seen at once', async () => {
  const {host, tree} = describedHost({processes: [nginx]});
  expect((await wholeSample(host)).ksm).toBeUndefined();
  tree.update({'sys/kernel/mm/ksm/run': '1\n', 'sys/kernel/mm/ksm/pages_shared': '7\n'});
  expect((await host.sample()).ksm).toEqual({counters: {pages_shared: 7}, parameters: {run: '1'}});
  tree.update({'sys/kernel/mm/ksm/run': '0\n'});
  expect((await host.sample()).ksm?.parameters.run).toBe('0');
  tree.remove('sys/kernel/mm/ksm');
  expect((await host.sample()).ksm).toBeUndefined();
});
