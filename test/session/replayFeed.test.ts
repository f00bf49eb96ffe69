import {afterEach, describe, expect, test} from 'vitest';
import {advance} from '../../source/model/advance.js';
import {ofRecordedHost} from '../../source/model/advice/recordedCures.js';
import type {Model} from '../../source/model/model.js';
import type {Sample} from '../../source/model/sample/sample.js';
import {createTimeline} from '../../source/recording/timeline.js';
import {createReplayFeed, type Ending, type ReplayFeed} from '../../source/session/replayFeed.js';
import {busyHost} from '../fixtures/busyHost.js';
import {recordingOf, sourceOf} from '../support/recordings.js';
import {until} from '../support/until.js';

const samples = busyHost({processes: 12, containers: 3, seconds: 200});
const bytes = recordingOf(samples, {compressed: true});
const models: Model[] = [];
for (const sample of samples) models.push(advance(models.at(-1), sample));
const shown = models.map((model) => ofRecordedHost(model, 'admin'));

let feed: ReplayFeed;
afterEach(() => feed.stop());

async function start({count = samples.length, ending = 'whole' as Ending} = {}) {
  const end = samples[count]?.timeMs;
  const source = sourceOf(
    end === undefined ? bytes : recordingOf(samples.slice(0, count), {finished: false}),
  );
  const timeline = createTimeline(source);
  await timeline.extend();
  const file = {ending, refreshes: 0};
  feed = createReplayFeed({
    thisHost: 'admin',
    timeline,
    async refresh() {
      file.refreshes++;
    },
    ending: () => file.ending,
  });
  await feed.started;
  return {source, file};
}

/** Waits until the screen shows this sample. */
function shows(number: number): Promise<Model> {
  const {timeMs} = samples[number] as Sample;
  return new Promise((resolve) => {
    const look = () => {
      const {model} = feed.getState();
      if (model?.sample.timeMs !== timeMs) return;
      unsubscribe();
      resolve(model);
    };
    const unsubscribe = feed.subscribe(look);
    look();
  });
}

describe('a replay', () => {
  test('begins with the first sample, at rest', async () => {
    await start();
    const {model, place} = feed.getState();
    expect(model).toEqual(shown[0]);
    expect(place).toMatchObject({playing: false, speed: 1, searching: false});
    expect(place.timeMs).toBe(samples[0]?.timeMs);
  });

  test('goes on and back, by samples and by minutes, and no further than there is', async () => {
    await start();
    feed.step(1);
    expect(await shows(1)).toEqual(shown[1]);
    feed.step(-5);
    expect(await shows(0)).toEqual(shown[0]);
    feed.goTo(Number.POSITIVE_INFINITY);
    expect(await shows(199)).toEqual(shown[199]);
    feed.step(3);
    feed.skip(-60_000);
    const back = samples.findLastIndex(
      ({timeMs}) => timeMs <= (samples[199]?.timeMs ?? 0) - 60_000,
    );
    expect(await shows(back)).toEqual(shown[back]);
  });

  test('takes many keys at once, and shows where they lead', async () => {
    await start();
    for (let press = 0; press < 50; press++) feed.step(1);
    for (let press = 0; press < 8; press++) feed.step(-1);
    expect(await shows(42)).toEqual(shown[42]);
  });

  test('searches for a time that was not gone through yet', async () => {
    await start();
    feed.goTo(samples[150]?.timeMs ?? 0);
    expect(feed.getState().place.searching).toBe(true);
    expect(await shows(150)).toEqual(shown[150]);
    expect(feed.getState().place.searching).toBe(false);
  });

  test('tells that a file was cut off, and goes on when it grows all the same', async () => {
    const {source, file} = await start({count: 30, ending: 'cut'});
    feed.goTo(Number.POSITIVE_INFINITY);
    await shows(29);
    expect(feed.getState().place).toMatchObject({ending: 'cut', endMs: samples[29]?.timeMs});
    source.bytes = recordingOf(samples.slice(0, 40), {finished: false});
    file.ending = 'growing';
    await new Promise<void>((resolve) => {
      feed.subscribe(() => feed.getState().place.endMs === samples[39]?.timeMs && resolve());
    });
    expect(feed.getState().place.ending).toBe('growing');
  });

  test('plays', async () => {
    await start();
    for (let step = 0; step < 6; step++) feed.changeSpeed(1);
    feed.playOrPause();
    expect(feed.getState().place).toMatchObject({playing: true, speed: 300});
    expect(await shows(199)).toEqual(shown[199]);
  });

  test('shows an error where the recording is damaged, and goes on behind it', async () => {
    const {source} = await start();
    await until('the whole recording', () => {
      return feed.getState().place.endMs === samples.at(-1)?.timeMs;
    });
    const whole = source.bytes;
    source.bytes = Buffer.concat([whole.subarray(0, whole.length - 3000), Buffer.alloc(3000, 7)]);
    feed.goTo(Number.POSITIVE_INFINITY);
    await new Promise<void>((resolve) => {
      feed.subscribe(() => feed.getState().error !== undefined && resolve());
    });
    expect(feed.getState()).toMatchObject({
      error: 'The recording is damaged at this point.',
      model: models[0],
    });
    feed.goTo(samples[10]?.timeMs ?? 0);
    await shows(10);
    expect(feed.getState().error).toBeUndefined();
  });
});
