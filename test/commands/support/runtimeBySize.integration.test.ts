import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {fitRuntime} from '../../../source/commands/support/runtimeBySize.js';
import {createFeed} from '../../../source/session/feed.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

test('memory is spared until there are many processes', async () => {
  let count = 999;
  const host = {
    sample: async () =>
      sampleOf({processes: Array.from({length: count}, (_, pid) => processOf({pid: pid + 1}))}),
  };
  const flags: string[] = [];
  const feed = createFeed(host, 60);
  fitRuntime(feed, {
    setFlag: (flag) => flags.push(flag),
    nurseryBytes: () => (flags.at(-1)?.endsWith('=4') ? 2 ** 22 : 2 ** 20),
  });
  const forFew = ['--optimize-for-size', '--no-concurrent-sparkplug', '--no-maglev', '--no-opt'];
  await nextSample();
  expect(flags).toEqual(forFew);
  count = 1000;
  for (const _ of [1, 2]) {
    feed.sampleNow();
    await nextSample();
  }
  const forMany = [
    '--no-optimize-for-size',
    '--maglev',
    '--no-parallel-scavenge',
    '--memory-reducer-gc-count=0',
  ];
  const growth = ['--semi-space-growth-factor=4', '--semi-space-growth-factor=1'];
  expect(flags).toEqual([...forFew, ...forMany, ...growth]);
  feed.stop();

  function nextSample() {
    return new Promise<void>((resolve) => {
      const unsubscribe = feed.subscribe(() => {
        unsubscribe();
        resolve();
      });
    });
  }
});

/** Tells the size of the nursery before, after, and when much more has survived. */
const program = `
  import {getHeapSpaceStatistics, setFlagsFromString} from 'node:v8';
  import {fitRuntime} from ${JSON.stringify(new URL('../../../source/commands/support/runtimeBySize.ts', import.meta.url))};
  const nursery = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
  const size = () => nursery().space_used_size + nursery().space_available_size;
  setFlagsFromString('--semi-space-growth-factor=1');
  let sampled;
  fitRuntime({
    getState: () => ({model: {sample: {processes: Array(1000)}}}),
    subscribe: (listener) => {
      sampled = listener;
      return () => {};
    },
  });
  const sizes = [size()];
  sampled();
  sizes.push(size());
  const kept = Array.from({length: 2000}, () => Array(4096).fill(0));
  sizes.push(size());
  console.log(JSON.stringify(kept && sizes));
`;

test('the nursery grows once, by flags that the runtime knows', () => {
  const args = ['--input-type=module', '-e', program];
  const {stdout, stderr} = spawnSync(process.execPath, args, {encoding: 'utf8'});
  expect(stderr).not.toMatch(/unrecognized flag|Error/);
  const [small, grown, later] = JSON.parse(stdout);
  // Some of each page is V8's own.
  expect(grown / small).toBeCloseTo(4, 1);
  expect(later / grown).toBeCloseTo(1, 1);
});
