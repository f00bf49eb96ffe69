import {afterEach, beforeEach, expect, test} from 'vitest';
import {inspectProcess} from '../../../source/host/inspect/inspect.js';
import type {Reader} from '../../../source/host/io/reader.js';
import {createLocalReader, type LocalReader} from '../../../source/host/local/localReader.js';
import {readSurroundings} from '../../../source/host/sampling/readSurroundings.js';
import {createSampler} from '../../../source/host/sampling/sampler.js';
import {advance} from '../../../source/model/advance.js';
import {checkKsmd} from '../../../source/model/checks/kernelChecks.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {kernelTree} from '../../fixtures/kernels/kernelTree.js';
import type {ProcessDescription} from '../../fixtures/process.js';
import {type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {isWhole, processOf} from '../../support/hosts/describedHost.js';
import {until} from '../../support/until.js';

const processes: readonly ProcessDescription[] = [
  {pid: 2, command: 'kthreadd', kernelThread: true, container: 'host'},
  {pid: 37, command: 'ksmd', kernelThread: true, cpuTicks: 5, container: 'host'},
  {pid: 501, command: 'nginx', ksm: {rmapItems: 9, mergeable: true}, container: 'host'},
  {pid: 502, command: 'nginx', container: 'host'},
];

const passing = ['EMFILE', 'ENFILE', 'ENOMEM', 'EINTR'] as const;

let tree: WrittenTree;
let local: LocalReader;

beforeEach(() => {
  tree = writeTree(kernelTree({...kernel6_18, memory: {}, ksm: {run: 1}, processes}).files);
  local = createLocalReader();
});

afterEach(() => {
  local.close();
  tree[Symbol.dispose]();
});

/** A reader without descriptors or memory for some paths. */
function scarceReader(errno: string) {
  const scarce: {paths?: RegExp | undefined} = {};
  const isScarce = (path: string) => scarce.paths?.test(path.replace(tree.directory, ''));
  const reader: Reader = {
    ...local,
    async list(path, root) {
      if (isScarce(path)) throw Object.assign(new Error(errno), {code: errno});
      return local.list(path, root);
    },
    read: (requests) =>
      local.read(
        requests.map((request) =>
          isScarce(request.path)
            ? {...request, take: () => request.fail?.(errno), fail: () => request.fail?.(errno)}
            : request,
        ),
      ),
  };
  const sampler = createSampler(reader, tree, {hostRoot: tree.directory});
  const sampleUntil = (what: string, isWanted: (sample: Sample) => boolean) =>
    until(what, async () => {
      const sample = await sampler.sample();
      return isWanted(sample) && sample;
    });
  return {reader, sampler, scarce, sampleUntil};
}

test.each(passing)(
  'with %s no process is taken for ended, and what cannot be read is unknown',
  async (errno) => {
    const {sampler, scarce, sampleUntil} = scarceReader(errno);
    await sampleUntil('every process read', isWhole);
    scarce.paths = /^\/proc\/\d+\//;
    const sample = await sampler.sample();
    expect(sample.processes?.map(({pid}) => pid)).toEqual([501, 502]);
    expect(processOf(sample, 501)).toMatchObject({readable: false, refusal: {errno}});
    expect(processOf(sample, 501).ksm).toBeUndefined();
    expect(sample.ksmd).toBeUndefined();
    expect(sample.ksmdRefusal).toBe(errno);
    scarce.paths = undefined;
    const later = await sampler.sample();
    expect(processOf(later, 501)).toMatchObject({readable: true, ksm: {rmapItems: 9}});
    expect(later.ksmd?.pid).toBe(37);
  },
);

test.each(passing)('with %s from the start, processes wait to be read', async (errno) => {
  const {sampler, scarce, sampleUntil} = scarceReader(errno);
  scarce.paths = /^\/proc\/\d+\//;
  await sampler.sample();
  const sample = await sampler.sample();
  expect(sample.processes).toEqual([]);
  expect(sample.processesPending).toBe(4);
  scarce.paths = undefined;
  const whole = await sampleUntil('every process read', isWhole);
  expect(whole.processes?.map(({pid}) => pid)).toEqual([501, 502]);
  expect((await sampler.sample()).ksmd?.pid).toBe(37);
});

test.each(['EIO', 'EACCES'])('%s on stat is not the end of a process', async (errno) => {
  const {sampler, scarce, sampleUntil} = scarceReader(errno);
  scarce.paths = /^\/proc\/\d+\/stat$/;
  const whole = await sampleUntil('every process read', isWhole);
  expect(whole.processes?.map(({pid, command}) => [pid, command])).toEqual([
    [501, 'nginx'],
    [502, 'nginx'],
  ]);
  const sample = await sampler.sample();
  expect(sample.ksmd).toBeUndefined();
  expect(sample.ksmdRefusal).toBe(errno);
});

test.each(passing)('with %s neither KSM nor ksmd is taken for missing', async (errno) => {
  const {reader, sampler, scarce} = scarceReader(errno);
  scarce.paths = /^\/sys\/kernel\/mm/;
  await expect(sampler.sample()).rejects.toThrow(`/sys/kernel/mm/ksm cannot be listed: `);
  await expect(sampler.sample()).rejects.toThrow(errno);
  scarce.paths = /^\/proc\/\d+\/(?:stat|status|comm)$/;
  await sampler.sample();
  const model = advance(undefined, await sampler.sample());
  const surroundings = await readSurroundings(reader, tree, tree.directory);
  const outcome = checkKsmd(model, surroundings);
  expect(outcome).toMatchObject({state: 'note'});
  expect(outcome?.text).toMatch(/^Whether ksmd exists is unknown: /);
});

test.each(passing)('with %s what is not seen around KSM is not taken for absent', async (errno) => {
  const {reader, scarce} = scarceReader(errno);
  scarce.paths = /^\/(?:proc|sys|run)\//;
  expect(await readSurroundings(reader, tree, tree.directory)).toMatchObject({
    refusals: {memoryDirectory: errno, kernelThreads: errno, hugePages: errno, systemd: errno},
  });
});

test.each(passing)(
  'with %s at the start, facts that do not change are not guessed',
  async (errno) => {
    const {sampler, scarce} = scarceReader(errno);
    scarce.paths = /^\/sys\/devices\/system\/node/;
    await expect(sampler.sample()).rejects.toThrow('/sys/devices/system/node cannot be listed: ');
    scarce.paths = /self\/auxv$/;
    await expect(sampler.sample()).rejects.toThrow('/proc/self/auxv cannot be read: ');
    scarce.paths = undefined;
    expect((await sampler.sample()).host.pageSizeBytes).toBe(4096);
  },
);

test.each(passing)('with %s a process that is looked at closely has not ended', async (errno) => {
  const {reader, scarce} = scarceReader(errno);
  scarce.paths = /^\/proc\/501\//;
  expect(await inspectProcess(reader, tree.procfs, {pid: 501, startTicks: 1})).toBeDefined();
  tree.remove('proc/501');
  scarce.paths = undefined;
  expect(await inspectProcess(reader, tree.procfs, {pid: 501, startTicks: 1})).toBeUndefined();
});
