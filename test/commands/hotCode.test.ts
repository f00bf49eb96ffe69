import {expect, test} from 'vitest';
import {optimizeForMany} from '../../source/commands/hotCode.js';
import {createFeed} from '../../source/screen/feed.js';
import {processOf, sampleOf} from '../fixtures/sample.js';

test('leaves the optimizing compilers off until there are many processes', async () => {
  let count = 999;
  const host = {
    sample: async () =>
      sampleOf({processes: Array.from({length: count}, (_, pid) => processOf({pid: pid + 1}))}),
  };
  const flags: string[] = [];
  const feed = createFeed(host, 60);
  optimizeForMany(feed, (flag) => flags.push(flag));
  const off = ['--no-concurrent-sparkplug', '--no-maglev', '--no-opt'];
  await nextSample();
  expect(flags).toEqual(off);
  count = 1000;
  feed.sampleNow();
  await nextSample();
  expect(flags).toEqual([...off, '--maglev', '--opt']);
  feed.sampleNow();
  await nextSample();
  expect(flags).toHaveLength(5);
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
