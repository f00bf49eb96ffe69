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

test('what is still being read is asked for soon, and then less often', async () => {
  const delays = vi.spyOn(globalThis, 'setTimeout');
  let samples = 0;
  const feed = createFeed(
    {
      async sample() {
        samples++;
        return {
          ...sampleOf(),
          monotonicMs: performance.now(),
          ...(samples < 6 && {processesPending: 1}),
        };
      },
    },
    60,
  );
  try {
    await vi.waitFor(() => expect(samples).toBe(6), 5000);
    const waited = delays.mock.calls.map(([, milliseconds]) => milliseconds);
    expect(waited.filter((milliseconds) => [25, 50, 100, 200].includes(milliseconds ?? 0))).toEqual(
      [25, 50, 100, 200, 200],
    );
  } finally {
    feed.stop();
    delays.mockRestore();
  }
});
