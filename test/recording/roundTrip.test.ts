import {describe, expect, test} from 'vitest';
import {createLocalHost} from '../../source/host/local/localHost.js';
import {advance} from '../../source/model/advance.js';
import type {Model} from '../../source/model/model.js';
import {formatRegister, registerPath} from '../../source/model/optIn/optInRegister.js';
import type {Sample} from '../../source/model/sample/sample.js';
import {createTimeline} from '../../source/recording/timeline.js';
import {kernels} from '../fixtures/kernels/kernels.js';
import type {KernelTree} from '../fixtures/kernels/kernelTree.js';
import {processFiles} from '../fixtures/process.js';
import {processOf, sampleOf} from '../fixtures/sample.js';
import {type WrittenTree, writeTree} from '../fixtures/tree.js';
import {recordingOf, sourceOf} from '../support/recordings.js';

/** Samples of a described host on which something happens between one and the next. */
async function sampled(tree: KernelTree): Promise<Sample[]> {
  using files = writeTree(tree.files);
  const host = createLocalHost(files);
  const samples: Sample[] = [];
  try {
    for (const change of [() => {}, () => {}, ...changesOf(tree, files)]) {
      change();
      samples.push(await host.sample());
    }
    return samples;
  } finally {
    await host.close();
  }
}

function changesOf(tree: KernelTree, files: WrittenTree): Array<() => void> {
  const bootId = 'boot-1';
  const optIns = [{pid: 1, startTicks: 5, containerId: 'lxc:w01'}];
  files.update({'proc/sys/kernel/random/boot_id': bootId});
  const offering = tree.processes.find(({ksm}) => ksm?.mergingPages);
  const ending = tree.processes.find((each) => each !== offering && !each.kernelThread);
  return [
    () => files.update({'sys/kernel/mm/ksm/pages_sharing': '77\n', 'sys/kernel/mm/ksm/run': '2\n'}),
    () => {
      if (!offering) return;
      const all = processFiles({...offering, ksm: {...offering.ksm, mergingPages: 3}}, tree);
      files.update(Object.fromEntries(Object.entries(all).filter(([path]) => /\/ksm_/.test(path))));
    },
    () => files.remove(`proc/${ending?.pid}`),
    () => files.update({[registerPath.slice(1)]: formatRegister(optIns, bootId)}),
    () => files.update(processFiles({pid: 60_000, command: 'new', container: 'host'}, tree)),
    () => files.remove('sys/kernel/mm/ksm', 'proc/meminfo'),
  ];
}

describe.each(Object.entries(kernels))('a recording of %s', (_, tree) => {
  test.each([true, false])('gives back what was live (compressed: %s)', async (compressed) => {
    const samples = await sampled(tree);
    expect(samples.at(-1)?.processes?.length).toBeGreaterThan(1);
    expect(samples.at(-1)?.optIns).toHaveLength(1);
    const timeline = createTimeline(sourceOf(recordingOf(samples, {compressed})));
    while (await timeline.extend());
    let live: Model | undefined;
    for (const [number, sample] of samples.entries()) {
      live = advance(live, sample);
      const replayed = await timeline.modelAt(number);
      expect(replayed.sample).toStrictEqual(live.sample);
      expect(replayed).toStrictEqual(live);
    }
  });
});

test('what the kernel cannot mean is recorded word by word, and judged in the replay', async () => {
  const process = processOf({ksm: {rmapItems: -1, mergingPages: 10, zeroPages: 2 ** 64}});
  const at = (second: number, ksm: Record<string, number>) =>
    sampleOf({
      timeMs: 1_795_000_000_000 + second * 1000,
      monotonicMs: second * 1000,
      ksm: {pages_shared: 10, pages_sharing: 90, ...ksm},
      processes: [process],
    });
  const samples = [at(0, {ksm_zero_pages: -200_000}), at(1, {pages_sharing: 2 ** 64}), at(2, {})];
  const timeline = createTimeline(sourceOf(recordingOf(samples, {compressed: false})));
  while (await timeline.extend());
  let live: Model | undefined;
  for (const [number, sample] of samples.entries()) {
    live = advance(live, sample);
    expect(await timeline.modelAt(number)).toStrictEqual(live);
  }
  const before = await timeline.modelAt(0);
  expect(before.doubts).toContainEqual({
    figure: 'ksm_zero_pages',
    value: -200_000,
    reason: 'is below zero',
  });
  expect(before.figures.savedBytes).toBe(90 * 4096);
  expect(live?.history.map(({values}) => values.pages_sharing)).toEqual([90, undefined, 90]);
});

test('how a host was reached is not recorded: commands to paste are made of it', async () => {
  const remote = {name: 'root@hn1', options: '-H root@hn1'};
  const recording = recordingOf([sampleOf({remote}), sampleOf({monotonicMs: 101_000})], {
    compressed: false,
  });
  expect(recording.toString('latin1')).not.toContain('root@hn1');
});
