import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {createLocalHost} from '../../../source/host/local/localHost.js';
import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {createRecorder} from '../../../source/recording/files/recorder.js';
import {createTheme} from '../../../source/screen/draw/theme.js';
import {busyHost} from '../../fixtures/busyHost.js';
import {program, quoted, shellLine} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {recordingOf} from '../../support/recordings.js';
import {missing} from '../../support/requirements.js';
import {drawScreen} from '../../support/screen/screen.js';
import {asSeen, type Cell, Screen} from '../../support/screen/screenText.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmtop, ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';
import {asNobody, withFiles} from '../harness/view.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-replay-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

const samples = busyHost({processes: 60, containers: 8, seconds: 400}).map((sample, second) => ({
  ...sample,
  timeMs: 1_795_000_000_000 + second * 1000,
}));

function clockOf(timeMs: number | undefined): string {
  return new Date(timeMs ?? 0).toTimeString().slice(0, 8);
}

const clock = (number: number) => clockOf(samples[number]?.timeMs);
const place = (number: number) => `${clock(number)} / ${clock(399)}`;

function written(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

describe('ksmtop replay', () => {
  test('steps, jumps and plays by keys, and leaves the terminal as it was', async () => {
    const path = written('ksm.gz', recordingOf(samples, {compressed: true}));
    await using terminal = ksmtop(['replay', path]);
    await terminal.waitFor(place(0));
    expect(terminal.text()[0]).toMatch(
      /^ksmtop {2}hn1 .* REPLAY {2}PAUSED {4}1 of 400 {2}2026-11-\d\d /,
    );
    await terminal.press('right', 'right', 'left');
    await terminal.waitFor(place(1));
    await terminal.press('pagedown', 'pagedown');
    await terminal.waitFor(place(121));
    await terminal.press('pageup');
    await terminal.waitFor(place(61));
    await terminal.press('g');
    await terminal.waitFor(/time: _/);
    await terminal.press(clock(300), 'enter');
    await terminal.waitFor(place(300));
    expect(terminal.text()[1]).toMatch(/ksmd +● running +\d+\.\d % cpu/);
    await terminal.press('space');
    await terminal.waitFor(/REPLAY {2}playing 1x/);
    await terminal.press('+');
    await terminal.waitFor(/playing 2x/);
    await terminal.waitFor(place(303));
    await terminal.press('space', 's');
    await terminal.waitFor(/Nothing can be changed: a recording cannot be changed\./);
    await terminal.press('enter');
    await terminal.waitFor(/ PID +(?:INSIDE|USER)/);
    await terminal.press('q');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
    expect(terminal.alternateScreen).toBe(false);
    expect(terminal.cursorVisible).toBe(true);
  });

  test('fits the smallest screen, and says when it does not fit', async () => {
    const path = written('ksm.jsonl', recordingOf(samples));
    await using terminal = ksmtop(['replay', path], {columns: 80, rows: 24});
    await terminal.waitFor(place(0));
    expect(terminal.text().at(-1)).toMatch(/← → step.*Space play.*q quit$/);
    terminal.resize(70, 20);
    await terminal.waitFor(/needs 80 columns/);
    await terminal.press('q');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
  });

  test('follows a recording that is still being written, until that is killed', async () => {
    const path = join(directory, 'ksm.gz');
    await using recording = await start(ksmtopProgram('record', '-d', '0.2', path));
    await using terminal = await opened(path);
    await terminal.waitFor('still being written');
    await terminal.press('g');
    await terminal.waitFor(/time: _/);
    await terminal.press('e', 'n', 'd', 'enter', 'space');
    await terminal.waitFor('playing');
    const {length} = seen(terminal);
    await terminal.waitFor(() => seen(terminal) !== '' && length > 0);
    const first = seen(terminal);
    await terminal.waitFor(() => seen(terminal) > first, {what: 'a later sample'});
    await recording.stop();
    await terminal.waitFor('truncated');
    await terminal.waitFor('PAUSED');
  });

  test('reads standard input, and keys from the terminal', async () => {
    const path = written('ksm.gz', recordingOf(samples, {compressed: true}));
    const replay = shellLine(ksmtopProgram('replay', '-'));
    const script = `cat ${quoted(path)} | ${replay}`;
    await using terminal = Terminal.start(program('/bin/sh', '-c', script));
    await terminal.waitFor(place(0));
    await terminal.press('right');
    await terminal.waitFor(place(1));
    await terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
  });

  test('shows another host as it is, through a pipe', async () => {
    const [record, replay] = [
      ['record', '-d', '0.2', '-'],
      ['replay', '-'],
    ].map((words) => shellLine(ksmtopProgram(...words)));
    await using terminal = Terminal.start(program('/bin/sh', '-c', `${record} | ${replay}`));
    await terminal.waitFor('still being written');
    const first = seen(terminal);
    await terminal.press('space');
    await terminal.waitFor(() => seen(terminal) > first, {what: 'a later sample'});
    await terminal.press('q');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
  });

  test('shows what there is of a damaged recording, and says so', async () => {
    const bytes = recordingOf(samples, {compressed: true});
    const path = written(
      'ksm.gz',
      Buffer.concat([bytes.subarray(0, 20_000), bytes.subarray(20_500)]),
    );
    await using terminal = ksmtop(['replay', path]);
    await terminal.waitFor('1 part damaged');
    await terminal.press('g');
    await terminal.waitFor(/time: _/);
    await terminal.press('e', 'n', 'd', 'enter');
    await terminal.waitFor(place(399));
  });

  test('refuses what it cannot show by a sentence', async () => {
    const newer = recordingOf(samples.slice(0, 2)).toString().replace('"version":1', '"version":2');
    const refusal = async (path: string) => {
      await using terminal = ksmtop(['replay', path], {columns: 200});
      const {code} = await terminal.exited;
      return `${code} ${terminal.text().join('\n').trim()}`;
    };
    const path = written('newer', Buffer.from(newer));
    expect(await refusal(path)).toBe(
      `1 ksmtop: ${path} was recorded by a newer ksmtop 1.0: its format is 2, and this ksmtop reads up to 1. Replay it with that version.`,
    );
    const text = written('text', Buffer.from('hello\n'));
    expect(await refusal(text)).toBe(`1 ksmtop: ${text} is not a ksmtop recording.`);
    expect(await refusal(join(directory, 'none'))).toMatch(
      /^1 ksmtop: cannot read \S+: there is no such file\.$/,
    );
    const header = written('header', recordingOf(samples).subarray(0, 300));
    expect(await refusal(header)).toBe(`1 ksmtop: ${header} has no readable sample.`);
    expect(await refusal('-')).toMatch(
      /^2 ksmtop: replay - reads a recording from a pipe, not from a terminal; /,
    );
    expect(await refusal('/dev/tty')).toBe('1 ksmtop: cannot read /dev/tty: it is a terminal.');
    const bomb = written('bomb.gz', gzipSync(Buffer.alloc(2 ** 27)));
    expect(await refusal(bomb)).toBe(
      `1 ksmtop: cannot read ${bomb}: its first 64 MiB contain no recording.`,
    );
    expect(await refusal('/dev/zero')).toMatch(
      /cannot read \/dev\/zero: it is a device, not a file\.$/,
    );
    expect(await runKsmtop(['replay', path])).toMatchObject({
      code: 2,
      stderr: 'ksmtop: replay needs a terminal as its output.\n',
    });
    expect((await runKsmtop(['replay'])).stderr).toContain('replay needs one file');
  });
});

test.skipIf(missing('ksmtop demo', 'root', 'unshare'))(
  'ksmtop demo plays for a user without any rights, where there is no KSM',
  async () => {
    const demo = withFiles('/sys', ':')(asNobody(ksmtopProgram('demo')));
    await using terminal = Terminal.start({...demo, columns: 80, rows: 24});
    await terminal.waitFor(/DEMO \(q quits\): Twelve containers/);
    await terminal.press('g');
    await terminal.waitFor(/time: _/);
    await terminal.press('e', 'n', 'd', 'enter');
    await terminal.waitFor(/DEMO .* stay saved/);
    expect(terminal.text().join('\n')).toMatch(/lamp\d\d .* merging/);
    await terminal.press('e');
    await terminal.waitFor(/what KSM would save/);
    await terminal.press('q', 'q');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
    expect(terminal.alternateScreen).toBe(false);
  },
);

/** The clock in the title. */
function seen(terminal: Terminal): string {
  return /(\d\d:\d\d:\d\d) \//.exec(terminal.text()[0] ?? '')?.[1] ?? '';
}

/** A replay of a file that is about to be written. */
async function opened(path: string): Promise<Terminal> {
  for (;;) {
    const terminal = ksmtop(['replay', path]);
    const shown = await terminal.waitFor('REPLAY').then(
      () => true,
      () => false,
    );
    if (shown) return terminal;
    await terminal.close();
  }
}

describe.skipIf(missing('a replay of a real run', 'ksm', 'gcc', 'libc'))('a real run', () => {
  let ksm: HeldKsm;
  beforeAll(async () => {
    ksm = await holdKsm();
  }, ksmLockTimeoutMs);
  afterAll(() => ksm?.restore());

  test('is replayed as it was live, cell by cell', async () => {
    await using _one = await startWorkload({mib: 16, seed: 7});
    await using _two = await startWorkload({mib: 16, seed: 7, uniquePercent: 25});
    await ksm.scanFast();
    const path = join(directory, 'ksm.gz');
    const {samples: real, models} = await recordReal(path, 8);
    expect(real.at(-1)?.ksm?.counters.pages_sharing).toBeGreaterThan(1000);
    await using terminal = ksmtop(['replay', path], {columns: 120, rows: 40});
    await terminal.waitFor('REPLAY');
    for (const [number, model] of models.entries()) {
      if (number > 0) await terminal.press('right');
      const live = new Screen(120, 40);
      const theme = createTheme('color', true);
      const lines = await drawScreen(model, {columns: 120, rows: 40, theme});
      await live.write(lines.join('\r\n'));
      const shown = () => cellsOf((row, column) => terminal.cell(row, column));
      const expected = cellsOf((row, column) => live.cell(row, column));
      await terminal.waitFor(() => JSON.stringify(shown()) === JSON.stringify(expected), {
        what: `sample ${number}:\n${live.text().join('\n')}`,
      });
      live.dispose();
    }
  });
});

/** Samples of this host as they were recorded, and the models of a live screen. */
async function recordReal(path: string, count: number) {
  const host = createLocalHost();
  const recorder = createRecorder({path, program: '1.0', keep: 1});
  const taken: Sample[] = [];
  const models: Model[] = [];
  try {
    while (taken.length < count) {
      const sample = await host.sample();
      if (!sample.processes) continue;
      taken.push(sample);
      models.push(advance(models.at(-1), sample));
      await recorder.append({sample});
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await recorder.finish();
    return {samples: taken, models};
  } finally {
    await host.close();
  }
}

/** All cells of a screen but those of the title and of the keys. */
function cellsOf(cell: (row: number, column: number) => Cell): Cell[] {
  return Array.from({length: 38 * 120}, (_, index) =>
    asSeen(cell(1 + Math.floor(index / 120), index % 120)),
  );
}
