import {describe, expect, test} from 'vitest';
import {advance} from '../../source/model/advance.js';
import type {Model} from '../../source/model/model.js';
import type {Sample} from '../../source/model/sample/sample.js';
import {NewerRecording} from '../../source/recording/format.js';
import type {SegmentSource} from '../../source/recording/segments/segmentSource.js';
import {createTimeline, type Timeline} from '../../source/recording/timeline.js';
import {busyHost} from '../fixtures/busyHost.js';
import {recordingOf, sourceOf} from '../support/recordings.js';

/** What a live screen would have had with each sample. */
function liveModels(samples: readonly Sample[]): Model[] {
  const models: Model[] = [];
  for (const sample of samples) models.push(advance(models.at(-1), sample));
  return models;
}

async function wholeTimeline(source: SegmentSource): Promise<Timeline> {
  const timeline = createTimeline(source);
  while (await timeline.extend());
  return timeline;
}

/** Parameters change now and then, by this program and by others. */
function tuned(samples: readonly Sample[]): Sample[] {
  return samples.map((sample, index) => {
    const pages = String(1000 + 500 * Math.floor(index / 90));
    const ksm = sample.ksm && {
      ...sample.ksm,
      parameters: {...sample.ksm.parameters, pages_to_scan: pages},
    };
    const ours = index % 180 === 90 && {ownWrites: {pages_to_scan: [pages]}};
    return {...sample, ...(ksm && {ksm}), ...ours};
  });
}

const samples = tuned(busyHost({processes: 60, containers: 7, seconds: 500}));
const live = liveModels(samples);
const file = recordingOf(samples, {compressed: true});

describe('a recording', () => {
  test('gives, sample by sample, what was live', async () => {
    const timeline = await wholeTimeline(sourceOf(file));
    expect(timeline.times).toEqual(samples.map(({timeMs}) => timeMs));
    expect(timeline.ended).toBe(true);
    for (const [number, model] of live.entries()) {
      expect(await timeline.modelAt(number)).toEqual(model);
    }
  });

  test('gives the same after a jump, and step by step back from it', async () => {
    const timeline = await wholeTimeline(sourceOf(file));
    const numbers = [499, 0, 250, 249, 248, 251, 40, 39, 499, 498, 100, 101];
    for (const number of numbers) {
      expect(await timeline.modelAt(number), `sample ${number}`).toEqual(live[number]);
    }
    for (let number = 499; number > 380; number--) {
      expect(await timeline.modelAt(number), `sample ${number}`).toEqual(live[number]);
    }
  });

  test('of hours remembers all that was live, wherever one jumps', async () => {
    const hours = tuned(busyHost({processes: 4, containers: 2, seconds: 4200}));
    const models = liveModels(hours);
    const timeline = await wholeTimeline(sourceOf(recordingOf(hours)));
    for (const number of [4199, 100, 3700, 1799, 1800, 1801]) {
      expect(await timeline.modelAt(number), `sample ${number}`).toEqual(models[number]);
    }
  });

  test('can be shown before it is indexed', async () => {
    const timeline = createTimeline(sourceOf(file));
    await timeline.extend();
    expect(timeline.times.length).toBeLessThan(samples.length);
    expect(await timeline.modelAt(3)).toEqual(live[3]);
  });
});

describe.each([
  ['plain', false],
  ['compressed', true],
])('a %s recording', (_, compressed) => {
  const small = busyHost({processes: 3, containers: 2, seconds: 64});
  const bytes = recordingOf(small, {compressed});

  test('that is cut off at any byte gives the samples that are whole', async () => {
    const short = small.slice(0, 9);
    const bytes = recordingOf(short, {compressed});
    let most = 0;
    for (let cut = 0; cut < bytes.length; cut++) {
      const timeline = await wholeTimeline(sourceOf(bytes.subarray(0, cut)));
      const {length} = timeline.times;
      expect(length).toBeGreaterThanOrEqual(most);
      expect(timeline.damagedSegments).toBe(0);
      if (length > most) {
        const {sample} = await timeline.modelAt(length - 1);
        expect(sample).toEqual(short[length - 1]);
      }
      most = length;
    }
    expect(most).toBe(short.length);
  });

  test('that is still being written continues with what comes', async () => {
    const source = sourceOf(bytes.subarray(0, 40));
    const timeline = createTimeline(source);
    for (let size = 40; size < bytes.length; size += 113) {
      source.bytes = bytes.subarray(0, size);
      while (await timeline.extend());
      const {length} = timeline.times;
      if (length > 0)
        expect((await timeline.modelAt(length - 1)).sample).toEqual(small[length - 1]);
    }
    source.bytes = bytes;
    while (await timeline.extend());
    expect(timeline.times).toHaveLength(64);
    expect(timeline.ended).toBe(true);
  });

  test('that lost its beginning starts with the next whole sample', async () => {
    const timeline = await wholeTimeline(sourceOf(bytes.subarray(100)));
    expect(timeline.times).toEqual(small.slice(60).map(({timeMs}) => timeMs));
  });

  test('with a damaged part continues after it', async () => {
    const source = sourceOf(bytes);
    const middle = source.sizeOf(0) >> 1;
    source.bytes = Buffer.concat([
      bytes.subarray(0, middle),
      Buffer.alloc(30, '!'),
      bytes.subarray(middle + 30),
    ]);
    const timeline = await wholeTimeline(source);
    expect(timeline.times.slice(-4)).toEqual(small.slice(60).map(({timeMs}) => timeMs));
    const last = timeline.times.length - 1;
    expect((await timeline.modelAt(last)).sample).toEqual(small.at(-1));
    expect(timeline.damagedSegments).toBe(1);
  });

  test('of two sessions, one after the other, starts again with the second', async () => {
    const timeline = await wholeTimeline(sourceOf(Buffer.concat([bytes, bytes])));
    expect(timeline.times).toHaveLength(128);
    const models = liveModels(small);
    expect(await timeline.modelAt(63)).toEqual(models[63]);
    expect(await timeline.modelAt(64)).toEqual(models[0]);
    expect(await timeline.modelAt(127)).toEqual(models[63]);
  });

  test('of a newer version is refused', async () => {
    const newer = Buffer.from(
      recordingOf(small.slice(0, 1)).toString().replace('"version":1', '"version":3'),
    );
    await expect(wholeTimeline(sourceOf(newer))).rejects.toThrow(NewerRecording);
  });
});
