import {expect, test, vi} from 'vitest';
import {createFeed} from '../../source/session/feed.js';
import {sampleOf} from '../fixtures/sample.js';

/** A host that takes so long for a sample, at an interval of 40 ms. */
function feedOf(host: {takesMs: number}) {
  const sample = async () => {
    await new Promise((resolve) => setTimeout(resolve, host.takesMs));
    return {...sampleOf(), monotonicMs: performance.now()};
  };
  return createFeed({sample}, 0.04);
}

test('a host that falls behind is sampled less often, until it keeps up again', async () => {
  const host = {takesMs: 50};
  const feed = feedOf(host);
  try {
    await vi.waitFor(
      () => expect(feed.getState().actualIntervalSeconds).toBeGreaterThanOrEqual(0.12),
      5000,
    );
    host.takesMs = 0;
    await vi.waitFor(() => expect(feed.getState().actualIntervalSeconds).toBeUndefined(), 5000);
  } finally {
    feed.stop();
  }
});
