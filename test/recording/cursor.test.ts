import {expect, test, vi} from 'vitest';
import {createCursor} from '../../source/recording/cursor.js';
import {createRecordingIndex} from '../../source/recording/recordingIndex.js';
import {busyHost} from '../fixtures/busyHost.js';
import {recordingOf, sourceOf} from '../support/recordings.js';

const samples = busyHost({processes: 300, containers: 10, seconds: 200});

async function opened() {
  const source = sourceOf(recordingOf(samples, {compressed: true}));
  const index = createRecordingIndex(source);
  while (await index.extend());
  let reads = 0;
  const counted = {
    ...source,
    sizeOf: source.sizeOf,
    read(segment: number) {
      reads++;
      return source.read(segment);
    },
  };
  const cursor = createCursor(counted, index.segments);
  return {cursor, readsOf: () => reads, segments: index.segments};
}

test('going forward, each segment is read once', async () => {
  const {cursor, readsOf, segments} = await opened();
  for (const [number, sample] of samples.entries()) {
    expect(await cursor.sampleAt(number)).toEqual(sample);
  }
  expect(segments.length).toBeGreaterThan(1);
  expect(readsOf()).toBe(segments.length);
});

test('going back, it reads the segment again', async () => {
  const {cursor} = await opened();
  for (const number of [150, 149, 199, 0, 30, 10]) {
    expect(await cursor.sampleAt(number)).toEqual(samples[number]);
  }
});

test('keys have their turn while a long way is read', async () => {
  const {cursor, segments} = await opened();
  // Each look at the clock finds it some milliseconds on.
  let nowMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 3;
    return nowMs;
  });
  let turns = 0;
  let isRead = false;
  const turn = () => {
    turns++;
    if (!isRead) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    // Far into a segment, so that much lies before it.
    await cursor.sampleAt((segments[1]?.first ?? samples.length) - 1);
  } finally {
    isRead = true;
    clock.mockRestore();
  }
  expect(turns).toBeGreaterThan(10);
});
