import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {fitRuntime} from '../../source/commands/runtimeBySize.js';
import {createFeed} from '../../source/screen/feed.js';
import {processOf, sampleOf} from '../fixtures/sample.js';

test('memory is spared until there are many processes', async () => {
  let count = 999;
  const host = {
    sample: async () =>
      sampleOf({processes: Array.from({length: count}, (_, pid) => processOf({pid: pid + 1}))}),
  };
  const flags: string[] = [];
  const feed = createFeed(host, 60);
  fitRuntime(feed, (flag) => flags.push(flag));
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
  expect(flags).toEqual([...forFew, ...forMany]);
  feed.stop();
  expect(complaints(flags)).toBe('');
  expect(complaints(['--no-such-flag'])).toContain('unrecognized flag');

  function nextSample() {
    return new Promise<void>((resolve) => {
      const unsubscribe = feed.subscribe(() => {
        unsubscribe();
        resolve();
      });
    });
  }
});

/** What the runtime says of these flags, in the middle of the screen. */
function complaints(flags: readonly string[]): string {
  const program = `for (const flag of ${JSON.stringify(flags)}) require('v8').setFlagsFromString(flag)`;
  return spawnSync(process.execPath, ['-e', program], {encoding: 'utf8'}).stderr;
}
