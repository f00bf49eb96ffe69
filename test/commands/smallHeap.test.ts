import {expect, test} from 'vitest';
import {keepHeapSmallForFew} from '../../source/commands/smallHeap.js';
import {createFeed} from '../../source/screen/feed.js';
import {processOf, sampleOf} from '../fixtures/sample.js';

test('keeps the heap small until there are many processes', async () => {
  let count = 999;
  const host = {
    sample: async () =>
      sampleOf({processes: Array.from({length: count}, (_, pid) => processOf({pid: pid + 1}))}),
  };
  const flags: string[] = [];
  const feed = createFeed(host, 60);
  keepHeapSmallForFew(feed, (flag) => flags.push(flag));
  await nextSample();
  expect(flags).toEqual(['--optimize-for-size']);
  count = 1000;
  for (const _ of [1, 2]) {
    feed.sampleNow();
    await nextSample();
  }
  expect(flags).toEqual(['--optimize-for-size', '--no-optimize-for-size']);
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
