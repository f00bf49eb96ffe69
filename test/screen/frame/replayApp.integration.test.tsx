import {describe, expect, test, vi} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {condense} from '../../../source/model/diagnosis/memoryRegions.js';
import type {Model} from '../../../source/model/model.js';
import type {ProcessSample, Sample} from '../../../source/model/sample/sample.js';
import {createTheme} from '../../../source/screen/draw/theme.js';
import {keyLabel} from '../../../source/screen/keys/keyLabel.js';
import {keyTable} from '../../../source/screen/keys/keyTable.js';
import {withReplayKeys} from '../../../source/screen/keys/replayKeys.js';
import {
  createPrintedEstimating,
  createPrintedMapping,
  createRecordedEstimating,
} from '../../../source/session/recordedEstimating.js';
import {busyHost} from '../../fixtures/busyHost.js';
import {estimateOf} from '../../fixtures/estimate.js';
import {sampleOfHost} from '../../fixtures/hostSample.js';
import {inspectionOf} from '../../fixtures/inspection.js';
import {kernels} from '../../fixtures/kernels/kernels.js';
import {mapReportOf} from '../../fixtures/map.js';
import {keyCodes} from '../../support/screen/inkTerminal.js';
import {startReplay} from '../../support/screen/replayScreen.js';
import {drawScreen, startScreen} from '../../support/screen/screen.js';

const left = '\u001B[D';
const right = '\u001B[C';

const samples = busyHost({processes: 40, containers: 6, seconds: 200}).map((sample, second) => ({
  ...sample,
  timeMs: 1_795_000_000_000 + second * 1000,
}));

function clockOf(sample: Sample | undefined): string {
  return new Date(sample?.timeMs ?? 0).toTimeString().slice(0, 8);
}

const clock = (number: number) => clockOf(samples[number]);

/** A process that lives through all of it. */
function inspected(number: number): ProcessSample {
  const last = new Set(samples[199]?.processes?.map(({pid}) => pid));
  const found = samples[number]?.processes?.find(({pid}) => last.has(pid));
  if (!found) throw new Error('All of them end.');
  return found;
}

/** The title once a sample is shown. */
const place = (number: number) => `${clock(number)} / ${clock(199)}`;

describe('the keys of a replay', () => {
  test('step by samples and minutes, and find a time', async () => {
    using screen = await startReplay(samples);
    await screen.waitFor(place(0));
    await screen.press(right, right, right, left);
    await screen.waitFor(place(2));
    await screen.press(keyCodes.pageDown);
    await screen.waitFor(place(62));
    await screen.press(keyCodes.pageUp, keyCodes.pageUp);
    await screen.waitFor(place(0));
    await screen.press('g', ...clock(150), keyCodes.enter);
    await screen.waitFor(place(150));
    await screen.press('g', ...'end', keyCodes.enter);
    await screen.waitFor(place(199));
    await screen.press('g', ...'start', keyCodes.enter);
    await screen.waitFor(place(0));
  });

  test('say what is no time', async () => {
    using screen = await startReplay(samples);
    await screen.press('g', ...'noon', keyCodes.enter);
    expect(screen.text()).toContain('"noon" is not a time: HH:MM or HH:MM:SS');
    await screen.press('g', keyCodes.enter);
    await screen.waitFor(place(0));
  });

  test('play, pause, and play faster', async () => {
    using screen = await startReplay(samples);
    expect(screen.lines()[0]).toContain('REPLAY  PAUSED');
    await screen.press('+', '+', '+', '-', ' ');
    expect(screen.lines()[0]).toContain('REPLAY  playing 5x');
    await screen.waitFor(clock(1));
    await screen.press(' ');
    expect(screen.lines()[0]).toContain('REPLAY  PAUSED');
  });

  test('work in a container and in a process, which stay open', async () => {
    using screen = await startReplay(samples, {columns: 120, rows: 40});
    await screen.press(keyCodes.enter, keyCodes.enter);
    await screen.waitFor('It merges ');
    expect(screen.text()).toContain('ksm_rmap_items');
    await screen.press(right, keyCodes.pageDown);
    await screen.press(keyCodes.escape);
    await screen.waitFor(place(61));
  });

  test.each(['a', 'i', 't', '?', `${keyCodes.enter}${keyCodes.enter}`])(
    'are shown with the place in the recording above what %j opens',
    async (keys) => {
      using screen = await startReplay(samples, {columns: 120, rows: 40});
      await screen.press(right, right, ...keys);
      const title = screen.lines()[0];
      expect(title).toContain('REPLAY  PAUSED    3 of 200');
      expect(title).toContain(place(2));
      expect(screen.lines()).toHaveLength(40);
      if (keys === '?') return;
      await screen.press(right);
      await screen.waitFor(place(3));
      expect(screen.lines()[0]).toContain('4 of 200');
    },
  );

  test('show what had been read of a process by then, and how long before', async () => {
    const {container} = inspected(0);
    const timeMs = (samples[10]?.timeMs ?? 0) + 400;
    const inspect = (number: number) =>
      number === 11 ? [inspectionOf(inspected(11), {timeMs})] : [];
    using screen = await startReplay(samples, {columns: 120, rows: 60, inspect});
    await screen.press('g', ...clock(111), keyCodes.enter);
    await screen.waitFor(place(111));
    await screen.press('/', ...container.name, keyCodes.enter, keyCodes.enter);
    await screen.press('/', ...String(inspected(0).pid), keyCodes.enter, keyCodes.enter);
    await screen.waitFor('KSMP_MERGE_THRESHOLD   64.0 KiB');
    expect(screen.text()).toMatch(/ read +\d\d:\d\d:\d\d, 1 min 41 s before this/);
    expect(screen.text()).toContain('/usr/sbin/nginx x86_64, dynamic');
    expect(screen.text()).toMatch(/anonymous 7f.* yes +8\.00 MiB/);
    await screen.press(keyCodes.pageUp, keyCodes.pageUp);
    await screen.waitFor(place(0));
    await screen.waitFor('10 s after this');
  });

  test('say where nothing was read of a process', async () => {
    using screen = await startReplay(samples, {columns: 120, rows: 60});
    await screen.press(keyCodes.enter, keyCodes.enter);
    await screen.waitFor('not read while recording');
    expect(screen.text()).toMatch(/KSMP_MERGE_THRESHOLD +–/);
  });

  test('turn the pages of the help, which names them', async () => {
    using screen = await startReplay(samples, {columns: 120, rows: 60});
    await screen.press('?');
    const text = screen.text().replaceAll(/\s+/g, ' ');
    for (const {keys, meaning} of replayKeyTable.filter(({action}) => action !== 'tree')) {
      expect(text).toContain(` ${keys.map(keyLabel).join(' ')} `);
      expect(text).toContain(meaning.split(' ').slice(0, 3).join(' '));
    }
    await screen.press('\t', keyCodes.pageDown);
    expect(screen.lines()[2]).toContain('▸other keys');
  });

  test('write nothing', async () => {
    using screen = await startReplay(samples);
    for (const key of ['s', '[', ']', '{', '}', 'z']) {
      await screen.press(key);
      expect(screen.lines().at(-2)).toContain('Nothing can be changed: a recording cannot be');
    }
    await screen.press('o');
    expect(screen.lines().at(-2)).toContain('Cannot opt in: a recording cannot be changed.');
    const keys = replayKeyTable.filter(({writes}) => writes);
    expect(keys).toEqual([]);
  });

  test('are not double', () => {
    const keys = replayKeyTable.flatMap((entry) => entry.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('leave by q', async () => {
    using screen = await startReplay(samples);
    await screen.press('q');
    await screen.left;
  });
});

test('a demo says at the bottom what happens, and shows the estimate that was made then', async () => {
  const model = advance(undefined, samples[20] as Sample);
  const groups = (model.containers ?? []).map(({id, kind, name}) => ({
    ...{id, kind, name},
    processes: [],
  }));
  const [startMs, endMs] = [samples[10]?.timeMs ?? 0, samples[20]?.timeMs ?? 0];
  const recorded = {startMs, endMs, groups, estimate: estimateOf(groups.length), model};
  using screen = await startReplay(samples, {
    columns: 80,
    rows: 24,
    parts: (feed) => ({
      estimating: createRecordedEstimating(feed, recorded),
      captionAt: (timeMs) =>
        timeMs < endMs
          ? 'DEMO (q quits): all is quiet.'
          : `DEMO (q quits): ${'it was estimated '.repeat(6)}.`,
    }),
  });
  expect(screen.lines().at(-2)).toBe('DEMO (q quits): all is quiet.');
  expect(screen.text()).not.toContain('WOULD SAVE');
  await screen.press('g', ...clock(30), keyCodes.enter);
  await screen.waitFor(place(30));
  expect(screen.lines().at(-3)).toMatch(/^DEMO \(q quits\): it was estimated/);
  expect(screen.lines()).toHaveLength(24);
  expect(screen.text()).toContain('WOULD SAVE');
  await screen.press('e');
  await screen.waitFor('what KSM would save');
  expect(screen.text()).toContain('done at');
  expect(screen.lines().at(-3)).toMatch(/^DEMO /);
  await screen.press('s');
  expect(screen.lines().at(-2)).toContain('Nothing can be changed');
});

test('an estimate and a map that were printed are there all the time, and nothing can be read', async () => {
  const model = advance(undefined, samples[20] as Sample);
  const groups = (model.containers ?? []).map(({id, kind, name}) => ({
    ...{id, kind, name},
    processes: [],
  }));
  const estimate = estimateOf(groups.length);
  const timeMs = samples[20]?.timeMs ?? 0;
  using screen = await startReplay(samples, {
    columns: 120,
    parts: () => ({
      estimating: createPrintedEstimating({timeMs, groups, estimate}, model),
      mapping: createPrintedMapping(mapReportOf()),
    }),
  });
  expect(screen.text()).toContain('WOULD SAVE');
  await screen.press('e');
  await screen.waitFor(`done at ${clock(20)}, in 3.0 s`);
  expect(screen.text()).not.toContain('Enter reads');
  expect(screen.lines().at(-1)).not.toMatch(/Enter start/);
  await screen.press(keyCodes.escape, 'm');
  await screen.waitFor('who shares merged pages with whom: 3 containers, 2 tenants');
  expect(screen.text()).not.toContain('m reads it again');
  // The map is the same at every time: its arrows move in it.
  await screen.press(right, keyCodes.enter);
  await screen.waitFor('what two containers share');
  expect(screen.text()).toContain('db and web share 8.00 KiB.');
});

describe('a replay looks as the live screen did', () => {
  const looks = {color: createTheme('color', true), ascii: createTheme('none', false)};
  const ways = [[], ['c', '5'], [keyCodes.enter]];

  test.each(Object.keys(kernels))('of %s, cell by cell', async (name) => {
    const recorded = await changing(name);
    let live: Model | undefined;
    for (const sample of recorded) live = advance(live, sample);
    for (const theme of Object.values(looks)) {
      for (const keys of ways) {
        const size = {columns: 120, rows: 40, theme};
        const expected = await drawScreen(live as Model, size, keys);
        using screen = await startReplay(recorded, size);
        await screen.press('g', ...'end', keyCodes.enter);
        await screen.waitFor(clockOf(recorded[2]));
        await screen.press(...keys);
        // The title is the replay's own, and so are its keys.
        expect(screen.lines().slice(1, -1)).toEqual(expected.slice(1, -1));
      }
    }
  });
});

test('a replay shows a process as the live screen did, line by line', async () => {
  const first = samples[0] as Sample;
  // Few enough that the recording keeps each of its regions.
  const inspect = (process: ProcessSample) => {
    const {regions = [], ...inspection} = inspectionOf(process, {timeMs: first.timeMs});
    return {...inspection, regions: regions.slice(12, 26)};
  };
  using live = await startScreen(first, {columns: 120, rows: 59});
  await live.press(keyCodes.enter, '/', 'nginx', keyCodes.enter);
  const [, pid] = /^[^\d]*▸ *(\d+)/m.exec(live.text()) ?? [];
  const opened = first.processes?.find((process) => process.pid === Number(pid));
  live.host.inspection = opened && inspect(opened);
  await live.press(keyCodes.enter);
  await vi.waitFor(() => expect(live.text()).toContain('KSMP_MERGE_THRESHOLD   64.0 KiB'));
  expect(live.text()).toMatch(/anonymous 7f.* yes +8\.00 MiB/);

  using screen = await startReplay([first], {
    ...{columns: 120, rows: 60},
    inspect: () => (first.processes ?? []).map(inspect).map(condense),
  });
  await screen.press(keyCodes.enter, '/', 'nginx', keyCodes.enter, keyCodes.enter);
  await screen.waitFor('KSMP_MERGE_THRESHOLD   64.0 KiB');
  // The place in the recording is above, and the keys are the replay's own.
  expect(screen.lines().slice(1, -1)).toEqual(live.lines().slice(0, -1));
});

const replayKeyTable = withReplayKeys(keyTable);

/** Three samples of a described host, a second apart. */
async function changing(name: string): Promise<Sample[]> {
  const first = await sampleOfHost(name);
  return [0, 1, 2].map((second) => ({
    ...first,
    timeMs: first.timeMs + second * 1000,
    monotonicMs: first.monotonicMs + second * 1000,
  }));
}
