import {expect, test} from 'vitest';
import {createLocalHost} from '../../../source/host/local/localHost.js';
import {advance} from '../../../source/model/advance.js';
import {createCsvWriter} from '../../../source/output/csv.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {kernels} from '../../fixtures/kernels/kernels.js';
import type {ProcessDescription} from '../../fixtures/process.js';
import {writeTree} from '../../fixtures/tree.js';
import {describedHost, isWhole, processOf, wholeSample} from '../../support/hosts/describedHost.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';
import {makePipe} from '../../support/pipes.js';
import {until} from '../../support/until.js';

const ksm = {rmapItems: 100, mergingPages: 40, mergeAny: false, mergeable: true};
const nginx: ProcessDescription = {pid: 501, command: 'nginx', ksm, container: 'host'};
const quiet = {...nginx, pid: 502, ksm: {mergeable: false}};
const thread = {kernelThread: true, parentPid: 2, container: 'host'};
const threads = [{...thread, pid: 31, command: 'ksmd', cpuTicks: 700}];

const hostOf = (processes: readonly ProcessDescription[], offersOnly = true) =>
  describedHost({...kernel6_18, processes}, {offersOnly});

test('the first sample has what every process offers, and nothing else of it', async () => {
  const {host} = hostOf([...threads, nginx, quiet]);
  const sample = await host.sample();
  expect(sample.processesPending ?? 0).toBe(0);
  expect(sample.ksmd).toEqual({pid: 31, cpuTicks: 700});
  expect(sample.processes?.map(({pid}) => pid)).toEqual([501, 502]);
  expect(processOf(sample, 501)).toMatchObject({ksm, startTicks: 1501, preload: {}});
  expect(processOf(sample, 501)).not.toHaveProperty('commandLine');
});

test.each(Object.entries(kernels))(
  'the line of the host is that of a whole sample: %s',
  async (_, {files}) => {
    const depths = [{}, {offersOnly: true}];
    const lines = await Promise.all(
      depths.map(async (depth) => {
        using tree = writeTree(files);
        const host = createLocalHost(tree, depth);
        const sample = await wholeSample(host);
        await host.close();
        return createCsvWriter(undefined)(advance(undefined, {...sample, timeMs: 0}));
      }),
    );
    expect(new Set(lines)).toEqual(new Set([lines[0]]));
  },
);

test('a sample of the host alone has ksmd, for its CPU since boot, and no processes', async () => {
  const {host} = hostOf([...threads, {...thread, pid: 32, command: 'kswapd0'}, nginx]);
  const alone = await host.sample('host');
  expect(alone.host.kernelRelease).toMatch(/^6\.18/);
  expect(alone.ksmd).toEqual({pid: 31, cpuTicks: 700});
  expect(alone).not.toHaveProperty('processes');
  const sample = await sampleUntil(host, 'everyone read', isWhole);
  expect(sample.processes?.map(({pid}) => pid)).toEqual([501]);
});

test('a process that hangs costs its figures, and nothing else', async () => {
  const {host, tree} = hostOf([...threads, nginx, {...nginx, pid: 503}]);
  makePipe(tree.directory, 'proc/501/ksm_stat', {opens: true});
  const sample = await sampleUntil(host, 'everyone read', isWhole);
  expect(processOf(sample, 501)).toMatchObject({readable: false});
  expect(processOf(sample, 503)).toMatchObject({readable: true, ksm});
  await until('the child that hung to be gone', () => host.hungReads === 0);
});

test('new processes and late opt-ins are seen', async () => {
  const {host, put} = hostOf([...threads, quiet]);
  await host.sample();
  put(nginx);
  await sampleUntil(host, 'who has come', ({processes}) => processes?.length === 2);
  put({...quiet, ksm});
  const sample = await sampleUntil(
    host,
    'the offer',
    (now) => processOf(now, 502).ksm?.mergeable === true,
  );
  expect(processOf(sample, 502)).toMatchObject({ksm, startTicks: 1502});
});
