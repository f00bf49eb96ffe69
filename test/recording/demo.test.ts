import {statSync} from 'node:fs';
import {expect, test} from 'vitest';
import {adviceOf} from '../../source/model/advice/advice.js';
import {demoRecording} from '../../source/recording/demo/demoRecording.js';
import {sampleAt} from '../../source/recording/playback.js';
import {createTimeline} from '../../source/recording/timeline.js';

const mebibyte = 2 ** 20;
const {source, scenes, estimate} = demoRecording();
const timeline = createTimeline(source);
while (await timeline.extend());
const {times} = timeline;

test('the demo is small, whole, and takes about a minute at double speed', () => {
  const asset = new URL('../../source/recording/demo/lamp.json', import.meta.url);
  expect(statSync(asset).size).toBeLessThan(300 * 1024);
  expect(timeline.damagedSegments).toBe(0);
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  expect(seconds).toBeGreaterThan(80);
  expect(seconds).toBeLessThan(180);
});

test('it has twelve containers, and nothing else of the machine it was recorded on', async () => {
  const {sample, containers} = await timeline.modelAt(0);
  expect(containers?.map(({id}) => id).sort()).toEqual(
    Array.from({length: 12}, (_, index) => `lxc:lamp${String(index + 1).padStart(2, '0')}`),
  );
  expect(sample.host.name).toBe('demo');
  expect(sample.host.userNames).toBeUndefined();
  expect(sample.host.kernelRelease).toMatch(/^\d+\.\d+\.\d+$/);
  const programs = new Set(
    sample.processes?.map(({commandLine = ''}) => commandLine.split(/[ :]/)[0]),
  );
  expect([...programs].sort()).toEqual(['/bin/sh', 'apache2', 'mariadbd', 'php-fpm']);
});

test('nothing was opted in before, and then all of them', async () => {
  const optedIn: number[] = [];
  for (const number of times.keys()) {
    const model = await timeline.modelAt(number);
    optedIn.push(model.sample.optIns?.length ?? 0);
    expect(adviceOf(model).map(({rule}) => rule)).not.toContain('opt-in-lost');
  }
  expect([...new Set(optedIn)]).toEqual([0, 96]);
});

test('they save nothing at first, and in the end what was estimated', async () => {
  const first = await timeline.modelAt(0);
  const last = await timeline.modelAt(times.length - 1);
  expect(first.figures.savedBytes).toBe(0);
  const {total, groups} = estimate.estimate;
  const saved = last.figures.savedBytes ?? 0;
  expect(Math.abs(saved - total.wouldSaveBytes)).toBeLessThan(0.1 * saved);
  expect(saved).toBeGreaterThan(500 * mebibyte);
  expect(groups).toHaveLength(12);
  for (const {wouldSaveBytes} of groups) expect(wouldSaveBytes).toBeGreaterThan(10 * mebibyte);
  const states = new Set(last.sample.processes?.map(({ksm}) => ksm?.mergeAny));
  expect([...states]).toEqual([true]);
});

test('each change of a parameter is one of its own', async () => {
  const {parameterChanges} = await timeline.modelAt(times.length - 1);
  expect(parameterChanges.map(({name, by}) => [name, by])).toEqual([
    ['run', 'us'],
    ['pages_to_scan', 'us'],
    ['pages_to_scan', 'us'],
  ]);
});

test('captions cover all of it, in order, and fit two lines', () => {
  expect(scenes[0]?.timeMs).toBeLessThanOrEqual((times[0] ?? 0) + 1000);
  const inOrder = scenes.map(({timeMs}) => timeMs).sort((a, b) => a - b);
  expect(scenes.map(({timeMs}) => timeMs)).toEqual(inOrder);
  expect(sampleAt(times, scenes.at(-1)?.timeMs ?? 0)).toBeLessThan(times.length - 1);
  for (const {text} of scenes) {
    expect(text.length).toBeLessThan(143);
    expect(text).toMatch(/[.?]$/);
  }
});
