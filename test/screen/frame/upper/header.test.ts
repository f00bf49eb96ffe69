import {describe, expect, test} from 'vitest';
import type {Model} from '../../../../source/model/model.js';
import {createTheme} from '../../../../source/screen/draw/theme.js';
import {adviceLine, ksmdLine, savedLine} from '../../../../source/screen/frame/upper/header.js';
import {type Session, titleLine} from '../../../../source/screen/frame/upper/title.js';
import {hostNames} from '../../../fixtures/hostSample.js';
import {modelOf} from '../../../fixtures/model.js';
import {modelOfHost} from '../../../support/hosts/models.js';

const theme = createTheme('none', true);
const session: Session = {intervalSeconds: 1, paused: false, readOnlyReason: undefined};

describe('the title', () => {
  const host = {name: 'hn1', kernelRelease: '6.18.44', cpuCount: 2};
  const model = modelOf({host, memory: {totalBytes: 24 * 2 ** 30}, timeMs: 0});
  const title = (changes: Partial<Session>, width: number, of: Model = model) =>
    titleLine(theme, of, {...session, ...changes}, width).replace(/\d\d:\d\d:\d\d/, 'hh:mm:ss');

  test('names the host and the session', () => {
    expect(title({}, 75)).toBe(
      'ksmtop  hn1  Linux 6.18.44  2 CPU · 24.0 GiB            every 1 s  hh:mm:ss',
    );
  });

  test('says that the screen is frozen, and why nothing can be written', () => {
    expect(title({paused: true, readOnlyReason: 'not root', intervalSeconds: 0.2}, 80)).toBe(
      'ksmtop  hn1  Linux 6.18.44    read-only: not root  PAUSED  every 0.2 s  hh:mm:ss',
    );
  });

  test('says when the interval that was asked for cannot be kept', () => {
    expect(title({actualIntervalSeconds: 3}, 76)).toBe(
      'ksmtop  hn1  Linux 6.18.44            every 3 s, not 1 s: too slow  hh:mm:ss',
    );
  });

  test('keeps the host and what matters on a narrow screen', () => {
    const reason = '/sys is mounted read-only';
    const narrow = title({paused: true, readOnlyReason: reason}, 80);
    expect(narrow).toMatch(/^ksmtop {2}hn1 .* read-only: \/sys is mounted read-only {2}PAUSED /);
    const long = modelOf({host: {...host, name: 'a'.repeat(64)}});
    expect(title({paused: true, readOnlyReason: reason}, 80, long)).toBe(
      `ksmtop  ${'a'.repeat(64)}  PAUSED`,
    );
  });

  test('says how the line to the host is, and how old what it shows', () => {
    const connection = {destination: 'root@hn1', state: 'connected', clockAheadSeconds: 1} as const;
    expect(title({connection}, 90)).toContain('ksmtop  hn1  over ssh to root@hn1  Linux 6.18.44');
    expect(title({connection: {...connection, clockAheadSeconds: -90}}, 100)).toContain(
      'over ssh to root@hn1  clock 90 s behind  Linux',
    );
    expect(title({connection: {...connection, state: 'lost'}, ageSeconds: 12}, 56)).toMatch(
      /^ksmtop {2}hn1 {2}connection lost .* 12 s old {2}hh:mm:ss$/,
    );
    expect(title({connection: {...connection, state: 'stalled'}, ageSeconds: 4}, 80)).toMatch(
      /hn1 {2}connection stalled {2}Linux .* every 1 s {2}4.0 s old/,
    );
  });

  test('shows a hostile host name as text', () => {
    const hostile = modelOf({host: {...host, name: '\u001B[2Jhn\u202E'}});
    expect(title({}, 80, hostile)).toContain('ksmtop  ?[2Jhn?  Linux');
  });

  test('does not invent memory that is not known', () => {
    expect(title({}, 80, modelOf({host, memory: {}}))).toContain('2 CPU · –');
  });
});

describe('the line of ksmd', () => {
  const busy = {run: 1, pages_to_scan: 1000, pages_unshared: 80_000, full_scans: 28};
  const at = (pages_scanned: number, cpuTicks: number, more = {}) => ({
    ksm: {...busy, pages_scanned, ...more},
    ksmd: {pid: 37, cpuTicks},
  });

  test('has the state, the CPU, the pace and the scans', () => {
    const model = modelOf(at(0, 0), at(39_000, 12));
    expect(ksmdLine(theme, model, 160).trimEnd()).toBe(
      'ksmd    ● running   12.0 % cpu          1 000 pages / 20 ms = 39.0 k pages/s   full scan ~2.1 s              28 scans done   advisor off',
    );
  });

  test('shows no rate in the first sample', () => {
    expect(ksmdLine(theme, modelOf(at(5, 5)), 160).trimEnd()).toMatch(
      /^ksmd {4}● running {3,}– cpu {3,}1 000 pages \/ 20 ms {4,}28 scans done {3}advisor off$/,
    );
  });

  test.each([0, 2])('has neither CPU nor pace of a ksmd stopped by run=%d', (run) => {
    const model = modelOf(at(0, 0), at(39_000, 12), at(39_000, 12, {run}));
    const line = ksmdLine(theme, model, 110);
    expect(line).toMatch(/ {3}– cpu {3,}1 000 pages \/ 20 ms {3}/);
    expect(line).not.toContain('pages/s');
    expect(savedLine(theme, model, 120)).not.toContain('saved per 1 % of a core');
  });

  test('has a verdict and a yield over one time, however the CPU jumps', () => {
    const sharing = {pages_sharing: 160_000, general_profit: 500_000_000};
    const model = modelOf(
      at(0, 0, sharing),
      ...Array.from({length: 9}, (_, index) => at(0, 20 * (index + 1), sharing)),
      at(0, 192, sharing),
    );
    expect(ksmdLine(theme, model, 160)).toContain('12.0 % cpu');
    // 625 MiB for about 19 % of a core.
    expect(savedLine(theme, model, 160)).toMatch(/ costly .* 3\d\.\d MiB saved per 1 % of a core/);
  });

  test('shows how far a long scan is', () => {
    const model = modelOf(
      at(0, 0),
      at(0, 0, {full_scans: 29}),
      ...Array.from({length: 9}, () => at(0, 0, {full_scans: 29})),
      at(0, 0, {full_scans: 30}),
      at(50_000, 0, {full_scans: 30}),
    );
    expect(ksmdLine(theme, model, 130)).toContain('full scan 10 s  ▰▰▰▱▱ 62 %   30 scans done');
    expect(ksmdLine(createTheme('none', false), model, 130)).toContain(
      'full scan 10 s  ###.. 62 %   30 scans done',
    );
  });

  test('shows how far a scan of minutes is, at 80 columns too', () => {
    const scanned = (second: number, pages: number, full: number) =>
      at(pages, 2 * second, {full_scans: full, pages_scanned: pages});
    const model = modelOf(
      scanned(0, 0, 28),
      ...Array.from({length: 113}, (_, second) => scanned(second, 100 * second, 29)),
      scanned(113, 11_300, 30),
      scanned(114, 18_000, 30),
    );
    expect(ksmdLine(theme, model, 80)).toMatch(/ cpu \(5 s\) .* {2}scan 1 min 53 s {3}8 %$/);
  });

  test('tells the first scan from the others', () => {
    const model = modelOf({ksm: {full_scans: 0, pages_scanned: 0}});
    expect(ksmdLine(theme, model, 130)).toContain('0 scans done');
    expect(ksmdLine(theme, modelOf({ksm: {full_scans: 1}}), 130)).toContain('1 scan done ');
  });

  test.each([
    [{run: 0}, '○ stopped '],
    [{run: 2}, '○ stopped, unmerged'],
    [{run: 1}, '● running'],
  ])('%j is %j', (ksm, text) => {
    expect(ksmdLine(theme, modelOf({ksm}), 100)).toContain(text);
  });

  test('a kernel without KSM, and one whose files cannot be read', () => {
    expect(ksmdLine(theme, modelOf({ksm: false}), 40).trimEnd()).toBe('ksmd    no KSM');
    const model = modelOf();
    const empty = {...model, sample: {...model.sample, ksm: {counters: {}, parameters: {}}}};
    expect(ksmdLine(theme, empty, 40).trimEnd()).toBe('ksmd    state unknown');
  });

  test('names the advisor that is on', () => {
    expect(ksmdLine(theme, modelOf({ksm: {advisor_mode: 'scan-time'}}), 100)).toContain(
      'advisor scan-time',
    );
  });

  test('on a narrow screen gives up the least important first', () => {
    const model = modelOf(at(0, 0), at(39_000, 12));
    const shown: string[] = [];
    for (let width = 130; width >= 20; width--) {
      const line = ksmdLine(theme, model, width).trimEnd().slice(8);
      if (line !== shown.at(-1)) shown.push(line);
    }
    const pace = '1 000 pages / 20 ms';
    const texts = shown.map((line) => line.replaceAll(/ {2,}/g, '   '));
    expect([...new Set(texts)]).toEqual([
      `● running   12.0 % cpu   ${pace} = 39.0 k pages/s   full scan ~2.1 s   28 scans done`,
      `● running   12.0 % cpu   ${pace} = 39.0 k pages/s   full scan ~2.1 s`,
      `● running   12.0 % cpu   ${pace}   full scan ~2.1 s`,
      `● running   12.0 % cpu   ${pace}   scan ~2.1 s`,
      `● running   12.0 % cpu   ${pace}`,
      '● running   12.0 % cpu',
      '● running',
    ]);
  });

  test.each([80, 120, 200])('keeps its places at %d columns, whatever comes and goes', (width) => {
    const placesOf = (model: Model) => {
      const line = ksmdLine(theme, model, width);
      return ['cpu', 'pages / ', 'scan ', 'scans done', 'advisor'].map((word) =>
        line.indexOf(word) === -1 ? undefined : line.slice(0, line.indexOf(word)).length,
      );
    };
    const scanned = (from: number) => [
      at(0, 0, {full_scans: from}),
      ...Array.from({length: 10}, () => at(0, 100, {full_scans: from + 1})),
      at(0, 100, {full_scans: from + 2}),
    ];
    const idle = modelOf(...scanned(28));
    const gauged = modelOf(...scanned(28), at(50_000, 112, {full_scans: 30}));
    const drawn = ksmdLine(theme, gauged, width);
    expect(drawn).toMatch(width > 80 ? /full scan \S+ \S+ +▰*▱* \d+ %/ : / {2}scan \S+ \S+ +\d+ %/);
    expect(placesOf(gauged).slice(1)).toEqual(placesOf(idle).slice(1));
  });

  test('tells how long CPU and pace are a mean of, where that is long', () => {
    const slow = modelOf(...Array.from({length: 12}, (_, second) => at(400 * second, 2 * second)));
    for (const [width, gap] of [
      [80, 1],
      [100, 2],
      [200, 2],
    ] as const) {
      const cpu = `running ${' '.repeat(gap)} 2.0 % cpu (5 s)  ${' '.repeat(gap)}1 000 pages`;
      expect(ksmdLine(theme, slow, width)).toContain(cpu);
      expect(ksmdLine(theme, modelOf(at(0, 0), at(39_000, 12)), width)).not.toContain('(');
    }
  });
});

describe('the line of what is saved', () => {
  test('has the savings, the profit and what they cost', () => {
    const model = modelOf(
      {
        ksm: {
          pages_shared: 100,
          pages_sharing: 6230,
          pages_unshared: 5670,
          general_profit: 3 * 2 ** 20,
        },
        ksmd: {pid: 37, cpuTicks: 0},
        memory: {totalBytes: 2 ** 30},
      },
      {ksmd: {pid: 37, cpuTicks: 10}},
    );
    expect(savedLine(theme, model, 120).trimEnd()).toBe(
      'saved   24.3 MiB = 2.4 % of RAM    profit +3.00 MiB   starting   51.9 % of offered memory   62 extra users per page',
    );
  });

  test('a loss has its minus, and is red', () => {
    const model = modelOf({ksm: {general_profit: -201_384_320}});
    expect(savedLine(theme, model, 100)).toContain('profit -192 MiB');
    const colored = createTheme('color', true);
    expect(savedLine(colored, model, 100)).toContain('\u001B[31m-192 MiB\u001B[39m');
  });

  test('few sharers are counted with a decimal', () => {
    const model = modelOf({ksm: {pages_shared: 100, pages_sharing: 140}});
    expect(savedLine(theme, model, 120)).toContain('1.4 extra users per page');
  });

  test('says how many merges writing breaks, where the kernel counts them', () => {
    const counted = modelOf({vmstat: {cowKsm: 100}}, {vmstat: {cowKsm: 1340}});
    expect(savedLine(theme, counted, 160)).toContain('   1 240 merges broken/s');
    expect(savedLine(theme, modelOf({}, {}), 160)).not.toContain('broken');
  });

  test('what nothing is known of is not shown as 0', () => {
    expect(savedLine(theme, modelOf({ksm: false}), 60).trimEnd()).toMatch(
      /^saved {3}– {3,}profit –$/,
    );
  });
});

test.each(hostNames)('%s: no line is wider or narrower than the screen', async (name) => {
  const model = await modelOfHost(name);
  for (let width = 80; width < 260; width++) {
    const readOnly = {...session, paused: true, readOnlyReason: 'not root'};
    for (const line of [
      titleLine(theme, model, session, width),
      titleLine(theme, model, readOnly, width),
      ksmdLine(theme, model, width),
      savedLine(theme, model, width),
    ]) {
      expect(line).toHaveLength(width);
    }
  }
});

test('the end of the advice matters more than how many others there are', () => {
  const text = 'Only 6 of 151 processes can be read: use sudo or ksmtop demo.';
  const advice = (width: number) =>
    adviceLine(theme, {severity: 'note', text, advised: false, more: 2}, width).trimEnd();
  expect(advice(81)).toBe(`advice  ${text} (a: 2 more)`);
  expect(advice(80)).toBe(`advice  ${text} (a)`);
  expect(advice(70)).toMatch(/ … \(a: 2 more\)$/);
});
