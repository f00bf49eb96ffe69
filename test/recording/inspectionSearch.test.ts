import {expect, test} from 'vitest';
import type {Inspection} from '../../source/model/sample/inspection.js';
import type {ProcessSample} from '../../source/model/sample/sample.js';
import {createTimeline, type Timeline} from '../../source/recording/timeline.js';
import {busyHost} from '../fixtures/busyHost.js';
import {inspectionOf} from '../fixtures/inspection.js';
import {recordingOf, sourceOf} from '../support/recordings.js';

const samples = busyHost({processes: 30, containers: 4, seconds: 400});
const [one, other] = (samples[0]?.processes ?? []) as [ProcessSample, ProcessSample];

/** At which samples `one` was read; its threshold tells which reading it is. */
const reads = [5, 130, 260];
const readingAt = (number: number) => inspectionOf(one, {mergeThresholdBytes: number});

async function opened(
  compressed: boolean,
  change = (bytes: Buffer): Buffer => bytes,
): Promise<Timeline> {
  const inspect = (number: number): Inspection[] => [
    ...(reads.includes(number) ? [readingAt(number)] : []),
    ...(number % 50 === 0 ? [inspectionOf(other)] : []),
  ];
  const timeline = createTimeline(sourceOf(change(recordingOf(samples, {compressed, inspect}))));
  while (await timeline.extend());
  return timeline;
}

test.each([true, false])(
  'finds what had been read by then (compressed: %s)',
  async (compressed) => {
    const timeline = await opened(compressed);
    expect(timeline.times).toHaveLength(400);
    for (const number of [5, 6, 59, 60, 100, 129, 130, 131, 200, 259, 260, 399]) {
      const last = reads.findLast((read) => read <= number) as number;
      expect(await timeline.inspectionAt(number, one), `sample ${number}`).toEqual(readingAt(last));
    }
  },
);

test('finds what was read soon after, where nothing was before', async () => {
  const timeline = await opened(true);
  expect(await timeline.inspectionAt(0, one)).toEqual(readingAt(5));
});

test('finds nothing of another process, or of one that had its pid before', async () => {
  const timeline = await opened(true);
  const {pid, startTicks = 0} = one;
  for (const name of [
    {pid: 1, startTicks},
    {pid, startTicks: startTicks + 1},
    {pid, startTicks: Math.floor(startTicks / 10)},
    {pid},
  ]) {
    expect(await timeline.inspectionAt(399, name)).toBeUndefined();
  }
});

test('passes over one that makes no sense, which damages nothing else', async () => {
  const timeline = await opened(false, (bytes) =>
    Buffer.from(bytes.toString().replaceAll('"mapped":true', '"mapped":"yes"')),
  );
  expect(await timeline.inspectionAt(399, one)).toBeUndefined();
  expect(timeline.times).toHaveLength(400);
  expect((await timeline.modelAt(399)).sample).toEqual(samples[399]);
  expect(timeline.damagedSegments).toBe(0);
});
