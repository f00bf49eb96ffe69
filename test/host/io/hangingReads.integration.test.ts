import {expect, test} from 'vitest';
import type {ProcessDescription} from '../../fixtures/process.js';
import {describedHost, isWhole, processOf} from '../../support/hosts/describedHost.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';
import {makePipe} from '../../support/pipes.js';
import {until} from '../../support/until.js';

const ksm = {rmapItems: 100, mergingPages: 40, mergeAny: false, mergeable: true};
const nginx: ProcessDescription = {pid: 501, command: 'nginx', ksm, container: 'host'};
const others = [502, 503, 504].map((pid) => ({...nginx, pid, command: 'redis'}));

test.each([
  {what: 'whose opening hangs', file: 'maps', opens: false},
  {what: 'whose reading hangs', file: 'ksm_stat', opens: true},
])('a file $what costs its process, and nothing else', async ({file, opens}) => {
  const {host, tree} = describedHost({processes: [nginx, ...others]});
  makePipe(tree.directory, `proc/501/${file}`, {opens});
  const sample = await sampleUntil(host, 'everyone read', isWhole);
  const stuck = processOf(sample, 501);
  expect(stuck).toMatchObject({readable: false, command: 'nginx', anonBytes: 3_686_400});
  expect(file === 'maps' ? stuck.preload.mapped : stuck.ksm).toBeUndefined();
  for (const {pid} of others) {
    expect(processOf(sample, pid)).toMatchObject({readable: true, ksm, preload: {mapped: false}});
  }
  await until('the child that hung to be gone', () => host.hungReads === 0);
});

test('a read that hangs is asked for again when it has come back', async () => {
  const {host, tree, put} = describedHost({processes: [nginx, ...others]});
  const pipe = makePipe(tree.directory, 'proc/501/ksm_stat', {opens: true});
  await sampleUntil(host, 'everyone read', isWhole);
  pipe.letGo();
  put(nginx);
  const sample = await sampleUntil(host, 'figures again', (now) => processOf(now, 501).readable);
  expect(processOf(sample, 501)).toMatchObject({ksm, preload: {mapped: false, requested: false}});
});

test('a process that hangs from its first moment on is counted, with what others say of it', async () => {
  const payload = '/lxc.payload.w01';
  const {host, tree, put} = describedHost({processes: [{...nginx, cgroup: payload}, ...others]});
  const pipe = makePipe(tree.directory, 'proc/501/stat', {opens: true});
  const sample = await sampleUntil(
    host,
    'everyone, and the one file of the silent process that never waits',
    (now) => isWhole(now) && now.processes?.find(({pid}) => pid === 501)?.ksm !== undefined,
  );
  expect(sample.processes?.map(({pid}) => pid)).toEqual([501, 502, 503, 504]);
  const silent = processOf(sample, 501);
  expect(silent).toMatchObject({
    command: 'nginx',
    parentPid: 1,
    readable: false,
    container: {kind: 'lxc', name: 'w01'},
    // The one file of these figures that never waits.
    ksm: {mergingPages: 40},
    preload: {},
  });
  expect(silent).not.toHaveProperty('startTicks');
  // Its page is there too, with as little.
  expect(await host.inspect(silent)).toMatchObject({pid: 501, cgroup: `0::${payload}`});
  pipe.letGo();
  put({...nginx, cgroup: payload});
  const later = await sampleUntil(
    host,
    'its answer',
    ({processes = []}) => processes.find(({pid}) => pid === 501)?.preload.mapped === false,
  );
  expect(processOf(later, 501)).toMatchObject({startTicks: 1501, ksm, readable: true});
});

test('while nothing more can be tried, processes are counted and kernel threads are not', async () => {
  const thread = {kernelThread: true, parentPid: 2, container: 'host'};
  const stuck = Array.from({length: 40}, (_, index) => ({...nginx, pid: 600 + index}));
  const {host, tree} = describedHost({
    processes: [...stuck, {...nginx, pid: 700}, {...thread, pid: 701, command: 'kworker/0:1'}],
  });
  for (const {pid} of stuck) makePipe(tree.directory, `proc/${pid}/stat`, {opens: true});
  const sample = await sampleUntil(
    host,
    'all that hang',
    ({processes = []}) => processes.length >= stuck.length,
  );
  expect(sample.processes?.map(({pid}) => pid)).not.toContain(701);
  expect(processOf(sample, 639)).toMatchObject({command: 'nginx', readable: false});
});

test("a pipe in the place of a container's ld.so.preload is left alone", async () => {
  const {host, tree} = describedHost({processes: [{...nginx, root: {'etc/motd': ''}}]});
  makePipe(tree.directory, 'proc/501/root/etc/ld.so.preload');
  const sample = await sampleUntil(host, 'everyone read', isWhole);
  expect(processOf(sample, 501).preload.requested).toBe(false);
  expect(host.hungReads).toBe(0);
});

test('a file of /proc that a hanging program serves costs only its figures', async () => {
  const {host, tree} = describedHost({vmstat: {cowKsm: 7}});
  const path = `${tree.procfs}/meminfo`;
  tree.update({'proc/self/mountinfo': `50 22 0:44 ${path} ${path} rw - fuse.lxcfs lxcfs rw\n`});
  makePipe(tree.directory, 'proc/meminfo');
  expect(await sampleUntil(host, 'a sample', isWhole)).toMatchObject({
    host: {name: 'hn1'},
    memory: {},
    vmstat: {cowKsm: 7},
  });
  await until('the child that hung to be gone', () => host.hungReads === 0);
});
