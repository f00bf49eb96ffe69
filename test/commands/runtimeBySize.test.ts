import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {fitRuntime} from '../../source/commands/runtimeBySize.js';
import {createFeed} from '../../source/screen/feed.js';
import {processOf, sampleOf} from '../fixtures/sample.js';

test('memory is spared until there are many processes, and then the nursery grows once', async () => {
  let count = 999;
  let pending = 0;
  let nurseryBytes = 1;
  const host = {
    sample: async () =>
      sampleOf({
        processes: Array.from({length: count}, (_, pid) => processOf({pid: pid + 1})),
        ...(pending > 0 && {processesPending: pending}),
      }),
  };
  const flags: string[] = [];
  const feed = createFeed(host, 60);
  fitRuntime(feed, {setFlag: (flag) => flags.push(flag), nurseryBytes: () => nurseryBytes});
  const forFew = ['--optimize-for-size', '--no-concurrent-sparkplug', '--no-maglev', '--no-opt'];
  await nextSample();
  expect(flags).toEqual(forFew);
  const forMany = [
    '--no-optimize-for-size',
    '--maglev',
    '--no-parallel-scavenge',
    '--memory-reducer-gc-count=0',
  ];
  count = 1000;
  pending = 10;
  await tellsTwice([...forFew, ...forMany]);
  pending = 0;
  const grows = '--semi-space-growth-factor=4';
  await tellsTwice([...forFew, ...forMany, grows]);
  nurseryBytes = 4;
  await tellsTwice([...forFew, ...forMany, grows, '--semi-space-growth-factor=1']);
  feed.stop();
  expect(complaints(flags)).toBe('');
  expect(complaints(['--no-such-flag'])).toContain('unrecognized flag');

  async function tellsTwice(expected: readonly string[]) {
    for (const _ of [1, 2]) {
      feed.sampleNow();
      await nextSample();
      expect(flags).toEqual(expected);
    }
  }

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
