import {describe, expect, test} from 'vitest';
import {parameters} from '../../../../source/kernel/ksm/parameters.js';
import type {Sample} from '../../../../source/model/sample/sample.js';
import type {BootFileChange} from '../../../../source/model/tuning/bootText.js';
import type {Values} from '../../../../source/model/tuning/checkValue.js';
import {processOf, sampleOf} from '../../../fixtures/sample.js';
import {settled} from '../../../support/screen/inkTerminal.js';
import {keyCodes, startScreen, type TestScreen} from '../../../support/screen/screen.js';

const {enter, escape: esc, left, right, down} = keyCodes;

/** ksmd at work for long enough that a page is known to cost 6 µs. */
function busy(ksm: Record<string, number | string> = {}, more: Partial<Sample> = {}): Sample {
  const {host: _, ksm: __, ...rest} = more;
  return sampleOf({
    ksm: {
      pages_to_scan: 1000,
      pages_shared: 0,
      pages_sharing: 4608,
      pages_unshared: 95_392,
      pages_scanned: 10_000_000,
      full_scans: 100,
      ...ksm,
    },
    ksmd: {pid: 37, cpuTicks: 6000},
    ...rest,
  });
}

/** What a test gives when it pleases. */
function later<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((keep) => {
    resolve = keep;
  });
  return {promise, resolve};
}

const rowOf = (screen: TestScreen, text: string) =>
  screen.lines().find((line) => line.includes(text)) ?? '';

const barOn = (screen: TestScreen) => /▸(\w+)/.exec(screen.text())?.[1];

async function startTuning(sample = busy(), options = {}): Promise<TestScreen> {
  const screen = await startScreen(sample, {columns: 120, rows: 40, ...options});
  await screen.press('t');
  return screen;
}

describe('the tuning panel', () => {
  test('lists every parameter with value, default and range', async () => {
    using screen = await startTuning();
    for (const {name, defaultValue} of parameters) {
      const row = rowOf(screen, name);
      expect(row).toContain(defaultValue.replace(/\B(?=(\d{3})+$)/g, ' '));
    }
    expect(rowOf(screen, 'pages_to_scan ')).toMatch(/ 1 000 +100 +1 to 1 000 000 pages/);
  });

  test('explains the selected parameter', async () => {
    using screen = await startTuning();
    expect(barOn(screen)).toBe('run');
    expect(screen.text()).toContain('1: running.');
    await screen.press('j', 'j');
    expect(barOn(screen)).toBe('sleep_millisecs');
    expect(screen.text()).toContain('0 keeps one core fully busy.');
    await screen.press('G');
    expect(barOn(screen)).toBe('advisor_target_scan_time');
    await screen.press('k', 'g');
    expect(barOn(screen)).toBe('run');
  });

  test('keeps the selected row visible on a small screen', async () => {
    using screen = await startTuning(busy(), {columns: 80, rows: 24});
    for (let row = 0; row < parameters.length; row++) {
      expect(barOn(screen)).toBe(parameters[row]?.name);
      expect(screen.lines()).toHaveLength(24);
      await screen.press(down);
    }
  });

  test('shows a step and its forecast, and writes nothing', async () => {
    using screen = await startTuning();
    await screen.press('j', right);
    expect(rowOf(screen, '▸pages_to_scan')).toMatch(/ 1 000 +→ 2 000 +100/);
    // 100 000 pages in 50.5 pauses of 24 ms, and 6 µs each.
    expect(rowOf(screen, ' chosen ')).toMatch(
      /chosen +1\.8 s +55\.2 k +216 MiB +33\.1 % +by cost per page/,
    );
    expect(rowOf(screen, ' tune ')).toContain('1 value chosen: Enter writes, Esc drops');
    await screen.press(left);
    expect(rowOf(screen, '▸pages_to_scan')).not.toContain('→');
    expect(screen.text()).not.toContain(' chosen ');
    expect(screen.host.writes).toEqual([]);
  });

  test('writes all chosen values in the order of the kernel, then compares', async () => {
    using screen = await startTuning(busy({run: 0}));
    await screen.press(right, 'j', right, 'j', left);
    expect(rowOf(screen, 'if it ran')).toBe('');
    await screen.press(enter);
    await screen.host.answer();
    await screen.host.answer();
    await screen.host.answer();
    expect(screen.host.writes).toEqual(['pages_to_scan=2000', 'sleep_millisecs=10', 'run=1']);
    const written = {pages_to_scan: 2000, sleep_millisecs: 10, run: 1};
    await screen.show(busy(written, {timeMs: Date.now() + 1}));
    expect(rowOf(screen, ' expected ')).toMatch(/expected +1\.4 s/);
    expect(screen.text()).toMatch(/z\s+undoes\s+these/);
    // Another program changes what it rests on.
    await screen.show(busy({...written, sleep_millisecs: 99}, {timeMs: Date.now() + 2}));
    expect(rowOf(screen, ' expected ')).toBe('');
    expect(rowOf(screen, 'sleep_millisecs ')).toContain(' 99 ');
  });

  test('says in its title what is being written, and what was chosen meanwhile', async () => {
    using screen = await startTuning();
    const title = () => rowOf(screen, ' ksmtop tune ').trim();
    expect(title()).toBe('ksmtop tune   values are written only by Enter');
    await screen.press('j', right, 'j', left);
    expect(title()).toBe('ksmtop tune   2 values chosen: Enter writes, Esc drops');
    await screen.press(enter);
    expect(title()).toBe('ksmtop tune   2 values being written: see below');
    await screen.host.answer({value: '2000'});
    expect(title()).toBe('ksmtop tune   1 value being written: see below');
    await screen.press(left);
    expect(title()).toBe('ksmtop tune   1 value chosen: Enter writes, Esc drops');
    await screen.host.answer({value: '10'});
    // What was chosen meanwhile is not lost with what was written.
    expect(title()).toBe('ksmtop tune   1 value chosen: Enter writes, Esc drops');
    expect(rowOf(screen, '▸sleep_millisecs')).toMatch(/ 10 +→ 5 /);
    await screen.press(esc);
    expect(title()).toBe('ksmtop tune   values are written only by Enter');
  });

  test.each([
    [200, 60, true],
    [120, 40, true],
    [120, 39, false],
    [80, 24, false],
  ])(
    'on %d×%d leaves ksmd and what is saved in sight, and the trends: %j',
    async (columns, rows, inSight) => {
      using screen = await startTuning(busy(), {columns, rows});
      expect(screen.lines()).toHaveLength(rows);
      expect(screen.text()).toMatch(/^ksmd .* cpu .*\nsaved .* profit /m);
      expect(screen.text().includes('unshared ')).toBe(inSight);
      expect(rowOf(screen, 'advisor_target_scan_time')).not.toBe('');
      expect(rowOf(screen, ' now ')).not.toBe('');
      // With a chart in place of the trends, too.
      await screen.press(esc, 'c', 't');
      expect(screen.lines()).toHaveLength(rows);
      expect(screen.text()).toMatch(/^ksmd .* cpu .*\nsaved .* profit /m);
      expect(rowOf(screen, 'advisor_target_scan_time')).not.toBe('');
    },
  );

  test('drops what was chosen with Esc, then closes', async () => {
    using screen = await startTuning();
    await screen.press('j', right, esc);
    expect(screen.text()).not.toContain('→ 2 000');
    expect(barOn(screen)).toBe('pages_to_scan');
    await screen.press(esc);
    expect(screen.text()).not.toContain('values are written only by Enter');
    expect(screen.text()).toContain('CONTAINER');
  });

  test('keeps what was chosen when the kernel refuses it', async () => {
    using screen = await startTuning();
    await screen.press('j', right, enter);
    await screen.host.answer({errno: 'EACCES', value: '1000'});
    expect(rowOf(screen, '▸pages_to_scan')).toContain('→ 2 000');
    expect(screen.text()).toContain('only root may write here (EACCES)');
  });

  test('takes typed values, and says what is wrong with others', async () => {
    using screen = await startTuning();
    await screen.press('j', '4', '2', '0', enter);
    expect(rowOf(screen, '▸pages_to_scan')).toContain('→ 420');
    await screen.press(esc, enter, '0', enter);
    expect(screen.text()).toContain('scan nothing');
    expect(rowOf(screen, '▸pages_to_scan')).not.toContain('→');
    await screen.press(enter);
    expect(screen.status()).toContain('1 to 1 000 000 pages');
    await screen.press(esc);
    expect(screen.host.writes).toEqual([]);
  });

  test.each([
    ['smart_scan', '→ 0 off'],
    ['advisor_mode', '→ scan-time'],
    ['run', '→ 0 stopped'],
  ])('Space toggles %s', async (name, chosen) => {
    using screen = await startTuning();
    while (barOn(screen) !== name) await screen.press('j');
    await screen.press(' ');
    expect(rowOf(screen, `▸${name}`)).toContain(chosen);
    await screen.press(' ');
    expect(rowOf(screen, `▸${name}`)).not.toContain('→');
  });

  test('Space does not toggle a number', async () => {
    using screen = await startTuning();
    await screen.press('j', ' ');
    expect(screen.status()).toContain('pages_to_scan is a number');
  });

  test('r chooses the default', async () => {
    using screen = await startTuning();
    await screen.press('j', 'r');
    expect(rowOf(screen, '▸pages_to_scan')).toContain('→ 100');
  });

  test('shows costs and conflicts before writing', async () => {
    using screen = await startTuning(busy({pages_shared: 9, advisor_mode: 'scan-time'}));
    await screen.press('j', right);
    expect(screen.text()).toContain("is set by the kernel's advisor");
    await screen.press(esc);
    while (barOn(screen) !== 'max_page_sharing') await screen.press('j');
    await screen.press(right);
    expect(screen.text()).toContain('This unmerges everything first: 18.0 MiB needed');
    expect(screen.text()).toMatch(
      /max_page_sharing=512, the merged memory can save at most [\d.]+ MiB/,
    );
  });

  test('asks before an unmerge, and undoes all three writes as one', async () => {
    using screen = await startTuning(busy({pages_shared: 9}));
    while (barOn(screen) !== 'max_page_sharing') await screen.press('j');
    await screen.press(right, enter);
    expect(screen.status()).toMatch(/Continue\? y\/N$/);
    await screen.press(enter);
    expect(screen.host.writes).toEqual([]);
    await screen.press(enter, 'y');
    for (const _ of ['run=2', 'max_page_sharing=512', 'run=1']) await screen.host.answer();
    expect(screen.host.writes).toEqual(['run=2', 'max_page_sharing=512', 'run=1']);
    await screen.press('z', 'y');
    for (const _ of [1, 2, 3]) await screen.host.answer();
    expect(screen.host.writes.slice(3)).toEqual(['run=2', 'max_page_sharing=256', 'run=1']);
  });

  test('starts ksmd again when the change after the unmerge is refused', async () => {
    using screen = await startTuning(busy({pages_shared: 9}));
    while (barOn(screen) !== 'max_page_sharing') await screen.press('j');
    await screen.press(right, enter, 'y');
    await screen.host.answer();
    await screen.host.answer({errno: 'EINVAL', value: '256'});
    await screen.host.answer();
    expect(screen.host.writes).toEqual(['run=2', 'max_page_sharing=512', 'run=1']);
    expect(screen.text()).toContain('Cannot set max_page_sharing=512');
    await screen.press('z');
    expect(screen.status()).toContain('Nothing to undo');
  });

  test('keeps the own pages_to_scan through the advisor', async () => {
    using screen = await startTuning();
    while (barOn(screen) !== 'advisor_mode') await screen.press('j');
    await screen.press(' ', enter);
    await screen.host.answer();
    const advised = {advisor_mode: 'scan-time', pages_to_scan: 7140};
    await screen.show(busy(advised, {timeMs: Date.now() + 1}));
    await screen.press(' ', enter);
    await screen.host.answer();
    await screen.host.answer();
    expect(screen.host.writes).toEqual([
      'advisor_mode=scan-time',
      'advisor_mode=none',
      'pages_to_scan=1000',
    ]);
  });

  test('writes nothing where nothing may be written', async () => {
    using screen = await startTuning(busy(), {readOnly: true});
    await screen.press('j', right, enter);
    expect(screen.status()).toContain('Nothing can be changed: --read-only.');
    expect(screen.host.writes).toEqual([]);
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('says in its title that nothing may be written, at %d×%d', async (columns, rows) => {
    using screen = await startScreen(busy(), {columns, rows, readOnly: true});
    await screen.press('t');
    expect(rowOf(screen, ' ksmtop tune ').trim()).toBe('ksmtop tune   read-only: --read-only');
    await screen.press('p');
    expect(rowOf(screen, ' ksmtop presets ').trim()).toBe(
      'ksmtop presets   read-only: --read-only',
    );
  });

  test('has nothing to tune without KSM', async () => {
    using screen = await startTuning(sampleOf({ksm: false}));
    expect(screen.text()).toContain('there is nothing to tune');
    await screen.press(right, enter, 'r', ' ', 'q');
    expect(screen.text()).toContain('no KSM');
  });
});

describe('presets', () => {
  test('show their forecasts, and take their values into the panel', async () => {
    using screen = await startTuning();
    await screen.press('p');
    expect(rowOf(screen, 'gentle ')).toMatch(/gentle +\d/);
    expect(rowOf(screen, 'aggressive ')).toMatch(/ 49\.5 % *$/);
    await screen.press('j', 'j', 'j', enter);
    expect(rowOf(screen, 'pages_to_scan ')).toContain('→ 4 000');
    await screen.press(enter);
    await screen.host.answer();
    expect(screen.host.writes).toEqual(['pages_to_scan=4000']);
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('have a row of now, and mark the one that is now, at %d×%d', async (columns, rows) => {
    const values = {pages_to_scan: 1000, sleep_millisecs: 20, smart_scan: 1};
    using screen = await startTuning(busy(values), {columns, rows});
    await screen.press('p');
    expect(screen.text()).toMatch(/PRESET .*\n +now +\S/);
    expect(rowOf(screen, 'balanced')).toMatch(/balanced = now +/);
    expect(screen.text().match(/= now/g)).toHaveLength(1);
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('say where there is nothing to write, at %d×%d', async (columns, rows) => {
    const values = {pages_to_scan: 1000, sleep_millisecs: 20, smart_scan: 1};
    using screen = await startTuning(busy(values), {columns, rows});
    await screen.press('p', 'j', 'j', enter);
    expect(screen.status()).toBe('balanced is set already; nothing to write.');
    expect(screen.lines().at(-1)).toMatch(/^Enter choose/);
    await screen.press(esc);
    expect(screen.lines().at(-1)).toContain('Esc back');
  });

  test('reach a goal by the advisor of the kernel', async () => {
    using screen = await startTuning();
    await screen.press('p', 'G', enter);
    expect(screen.status()).toContain('60 20');
    await screen.press(keyCodes.ctrlU, '9', '0', ' ', '3', '3', enter, enter);
    for (const _ of [1, 2, 3]) await screen.host.answer();
    expect(screen.host.writes).toEqual([
      'advisor_mode=scan-time',
      'advisor_max_cpu=33',
      'advisor_target_scan_time=90',
    ]);
  });

  test('promise nothing for a boost that the kernel refuses', async () => {
    using screen = await startTuning(busy({run: 1, full_scans: 5}));
    await screen.press('p', 'j', 'j', 'j', 'j', enter, enter);
    await screen.host.answer({errno: 'EACCES', value: '1000'});
    expect(screen.host.whenGone).toEqual([]);
  });

  test('boost until scans merge little more, then settle', async () => {
    using screen = await startTuning(busy({run: 1, full_scans: 5}));
    await screen.press('p', 'j', 'j', 'j', 'j', enter, enter);
    const gentle = ['pages_to_scan=4000→500', 'sleep_millisecs=20→50', 'smart_scan=0→1'];
    // Promised before anything is written: this program may be killed in between.
    expect(screen.host.whenGone).toEqual(gentle);
    for (const _ of [1, 2]) await screen.host.answer();
    expect(screen.host.whenGone).toEqual(gentle);
    const boosted = {run: 1, pages_to_scan: 4000, smart_scan: 0};
    let now = Date.now();
    const scan = (full_scans: number, pages_sharing: number) =>
      screen.show(busy({...boosted, full_scans, pages_sharing}, {timeMs: ++now}));
    await scan(6, 20_000);
    expect(screen.text()).toMatch(/Boost: last scan merged \d+\.\d % more; quiet scan 0 of 3/);
    await scan(7, 20_100);
    await scan(8, 20_100);
    expect(screen.host.writes).toHaveLength(2);
    await scan(9, 20_100);
    for (const _ of [1, 2]) await screen.host.answer();
    expect(screen.host.whenGone).toEqual(gentle);
    await screen.host.answer();
    expect(screen.host.whenGone).toEqual([]);
    expect(screen.host.writes.slice(2)).toEqual([
      'pages_to_scan=500',
      'sleep_millisecs=50',
      'smart_scan=1',
    ]);
  });
});

describe('a boost', () => {
  const boost = ['pages_to_scan=4000', 'smart_scan=0'];
  const startBoost = async () => {
    const screen = await startTuning(busy({run: 1, full_scans: 5}));
    await screen.press('p', 'j', 'j', 'j', 'j', enter, enter);
    for (const _ of boost) await screen.host.answer();
    return screen;
  };

  test('ends when it is undone', async () => {
    using screen = await startBoost();
    expect(screen.host.whenGone).not.toEqual([]);
    await screen.press('z');
    for (const _ of boost) await screen.host.answer();
    expect(screen.host.writes).toEqual([...boost, 'pages_to_scan=1000', 'smart_scan=1']);
    expect(screen.host.whenGone).toEqual([]);
  });

  test('that the remote end has settled is over', async () => {
    using screen = await startBoost();
    const settled = {pages_to_scan: 500, sleep_millisecs: 50, smart_scan: 1};
    await screen.show(busy({run: 1, full_scans: 6, ...settled}, {timeMs: Date.now() + 1}));
    expect(screen.text()).toContain('The boost is complete: the settings are now gentle.');
    await screen.show(busy({run: 1, full_scans: 20, ...settled}, {timeMs: Date.now() + 2}));
    expect(screen.host.writes).toEqual(boost);
  });

  test('ends when another program stops ksmd', async () => {
    using screen = await startBoost();
    await screen.show(busy({run: 0, pages_to_scan: 4000}, {timeMs: Date.now() + 1}));
    expect(screen.text()).toContain('The boost ended because ksmd was stopped.');
    expect(screen.host.whenGone).toEqual([]);
  });
});

describe('the list of changes', () => {
  test('has ours and those of others, newest first', async () => {
    using screen = await startTuning();
    await screen.press('j', right, enter);
    await screen.host.answer();
    const ours = {pages_to_scan: ['2000']};
    const base = {pages_to_scan: 2000};
    await screen.show(busy(base, {timeMs: Date.now() + 1, monotonicMs: 200_000, ownWrites: ours}));
    const others = {...base, sleep_millisecs: 10};
    await screen.show(
      busy(others, {timeMs: Date.now() + 2000, monotonicMs: 300_000, ownWrites: ours}),
    );
    await screen.press('l');
    const rows = screen.lines().filter((line) => /^ \d\d:\d\d:\d\d/.test(line));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/sleep_millisecs +20 +10 +another program/);
    expect(rows[1]).toMatch(/pages_to_scan +1 000 +2 000 +ksmtop/);
    await screen.press(esc);
    expect(barOn(screen)).toBe('pages_to_scan');
  });

  test('has the last write of a plan above its first', async () => {
    using screen = await startTuning(busy({pages_shared: 9}));
    while (barOn(screen) !== 'max_page_sharing') await screen.press('j');
    await screen.press(right, enter, 'y');
    for (const _ of [1, 2, 3]) await screen.host.answer();
    await screen.press('l');
    const rows = screen.lines().filter((line) => /^ \d\d:\d\d:\d\d/.test(line));
    expect(rows.map((row) => row.trim().split(/ {2,}/).slice(1, 4))).toEqual([
      ['run', '2 unmerged', '1 running'],
      ['max_page_sharing', '256', '512'],
      ['run', '1 running', '2 unmerged'],
    ]);
  });
});

describe('u and Z', () => {
  test('u says what it needs, and does nothing without a y', async () => {
    using screen = await startScreen(busy({pages_shared: 9}));
    await screen.press('u');
    expect(screen.text()).toMatch(
      /18\.0 MiB needed, 12\.0 GiB available\.\s+Stop ksmd and unmerge everything\? y\/N/,
    );
    await screen.press(enter);
    expect(screen.host.writes).toEqual([]);
    await screen.press('u', 'y');
    expect(screen.host.writes).toEqual(['run=2']);
  });

  test('u does not ask in place of another question, and y answers the one shown', async () => {
    using screen = await startScreen(busy({pages_shared: 9}));
    const limits = later<readonly []>();
    screen.host.memoryLimits = () => limits.promise;
    await screen.press('u');
    expect(screen.text()).not.toContain('y/N');
    await screen.press('s');
    expect(screen.text()).toContain('Stop ksmd? Merged pages stay merged');
    limits.resolve([]);
    await settled();
    expect(screen.text()).toContain('Stop ksmd? Merged pages stay merged');
    expect(screen.text()).not.toContain('unmerge everything?');
    await screen.press('y');
    expect(screen.host.writes).toEqual(['run=0']);
  });

  test('u does not ask while a text is typed', async () => {
    using screen = await startScreen(busy({pages_shared: 9}));
    const limits = later<readonly []>();
    screen.host.memoryLimits = () => limits.promise;
    await screen.press('u', '/', 'x');
    limits.resolve([]);
    await settled();
    await screen.press('y');
    expect(screen.text()).toContain('filter: xy_');
    await screen.press(enter);
    expect(screen.status()).toContain('another question was open');
    expect(screen.host.writes).toEqual([]);
  });

  test('u names the container that may reach its memory limit', async () => {
    const cgroup = {hierarchy: 'unified', path: '/lxc/shop'} as const;
    const process = processOf({
      container: {kind: 'lxc', id: 'lxc:shop', name: 'shop', cgroup},
      ksm: {rmapItems: 4608, mergingPages: 4608, zeroPages: 0, mergeable: true},
    });
    using screen = await startScreen(busy({pages_shared: 9}, {processes: [process]}));
    screen.host.limits = [{cgroup, leftBytes: 2 ** 20}];
    await screen.press('u');
    expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(
      'The memory limit of shop leaves 1.00 MiB, but up to 18.0 MiB may be needed: the kernel may kill its processes. Stop ksmd and unmerge everything? y/N',
    );
    await screen.press('y');
    expect(screen.host.writes).toEqual(['run=2']);
  });

  test('u does not start without enough memory', async () => {
    const memory = {totalBytes: 2 ** 30, availableBytes: 2 ** 20};
    using screen = await startScreen(busy({pages_shared: 9}, {memory}));
    await screen.press('u');
    expect(screen.text()).toContain('only 1.00 MiB is available');
    await screen.press('y');
    expect(screen.host.writes).toEqual([]);
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('Z lists what it would restore, asks, and restores it, at %d×%d', async (columns, rows) => {
    using screen = await startScreen(busy(), {columns, rows});
    await screen.press(']', '}', '}');
    for (const _ of [1, 2, 3]) await screen.host.answer();
    await screen.press('Z');
    expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(
      'Restore sleep_millisecs 80 → 20, pages_to_scan 2 000 → 1 000? y/N',
    );
    expect(screen.host.writes).toHaveLength(3);
    await screen.press('y');
    await screen.host.answer();
    await screen.host.answer();
    expect(screen.host.writes.slice(3)).toEqual(['pages_to_scan=1000', 'sleep_millisecs=20']);
    await screen.press('Z');
    expect(screen.status()).toBe('Every parameter has the value from when ksmtop started.');
  });
});

test.each([
  [80, 24],
  [200, 60],
])(
  'p opens the presets from anywhere at %d×%d; Enter leads to the panel',
  async (columns, rows) => {
    using screen = await startScreen(busy(), {columns, rows});
    await screen.press('p');
    expect(screen.text()).toMatch(/^ ksmtop presets /m);
    await screen.press('j', keyCodes.enter);
    expect(screen.text()).toMatch(/^ ksmtop tune {3}\d+ values? chosen/m);
    expect(screen.host.writes).toEqual([]);
  },
);

test.each([
  [80, 24],
  [200, 60],
])('S stops, as in a fleet; s does so only where ksmd runs, at %d×%d', async (columns, rows) => {
  using screen = await startScreen(busy({run: 0}), {columns, rows});
  await screen.press('S');
  expect(screen.status()).toBe('Nothing to change.');
  await screen.press('s');
  await screen.host.answer();
  await screen.press('S');
  expect(screen.text()).toContain('Stop ksmd?');
  await screen.press('y');
  expect(screen.host.writes).toEqual(['run=1', 'run=0']);
});

describe('persistence', () => {
  const change: BootFileChange = {
    path: '/etc/tmpfiles.d/ksmtop.conf',
    after: 'w /sys/kernel/mm/ksm/run - - - - 1\n',
    warnings: ['somebody else writes this too.'],
  };
  const bootOf = (changes: readonly BootFileChange[]) => {
    const log: Array<string | Values> = [];
    return {
      log,
      boot: {
        plan: async (values: Values) => {
          log.push(values);
          return changes;
        },
        write: async ({path}: BootFileChange) => {
          log.push(path);
          if (path.includes('refused')) throw new Error(`${path} could not be written.`);
        },
      },
    };
  };

  test('w does not ask in place of another question', async () => {
    const plan = later<readonly BootFileChange[]>();
    const {boot, log} = bootOf([]);
    using screen = await startScreen(busy(), {boot: {...boot, plan: () => plan.promise}});
    await screen.press('w', 's');
    plan.resolve([change]);
    await settled();
    expect(screen.text()).toContain('Stop ksmd? Merged pages stay merged');
    expect(screen.text()).not.toContain('tmpfiles.d');
    await screen.press('y');
    expect([screen.host.writes, log]).toEqual([['run=0'], []]);
  });

  test('w shows the text and writes it on y', async () => {
    const {boot, log} = bootOf([change]);
    using screen = await startScreen(busy(), {boot});
    await screen.press('w');
    expect(screen.text()).toContain('/etc/tmpfiles.d/ksmtop.conf would be created:');
    expect(screen.text()).toContain('w /sys/kernel/mm/ksm/run - - - - 1');
    expect(screen.text()).toContain('somebody else writes this too.');
    expect(screen.status()).toBe('Write this? y/N');
    await screen.press('n');
    expect(screen.status()).toBe('Nothing was written.');
    await screen.press('w', 'y');
    expect(log.at(-1)).toBe(change.path);
    expect(log[0]).toMatchObject({pages_to_scan: '1000', run: '1'});
    expect(screen.status()).toContain(
      'Wrote /etc/tmpfiles.d/ksmtop.conf. `ksmtop persist --remove` undoes this.',
    );
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('w shows what changes, old and new, at %d×%d', async (columns, rows) => {
    const line = (name: string, value: number) => `w /sys/kernel/mm/ksm/${name} - - - - ${value}\n`;
    const {boot} = bootOf([
      {
        ...change,
        before: line('run', 1) + line('smart_scan', 1) + line('sleep_millisecs', 20),
        after: line('run', 1) + line('smart_scan', 1) + line('sleep_millisecs', 10),
      },
    ]);
    using screen = await startScreen(busy(), {boot, columns, rows});
    await screen.press('w');
    expect(screen.text()).toContain('/etc/tmpfiles.d/ksmtop.conf would be changed:');
    expect(screen.text()).toMatch(/^ {3}sleep_millisecs 20 → 10 *$/m);
    expect(screen.text()).toMatch(/^ {3}2 lines are unchanged *$/m);
    expect(screen.text()).not.toContain('mm/ksm/run');
  });

  test('w says when there is nothing to change, and when it cannot persist', async () => {
    using kept = await startScreen(busy(), {boot: bootOf([]).boot});
    await kept.press('w');
    expect(kept.status()).toBe('The parameters are already kept across reboots.');
    const refused = bootOf([{...change, path: '/refused'}]);
    using screen = await startScreen(busy(), {boot: refused.boot});
    await screen.press('w', 'y');
    expect(screen.status()).toContain('/refused could not be written.');
    const plan = () => Promise.reject(new Error('/etc/rc.local is left as it is: it is a device.'));
    using unplanned = await startScreen(busy(), {boot: {...refused.boot, plan}});
    await unplanned.press('w');
    expect(unplanned.status()).toContain('/etc/rc.local is left as it is: it is a device.');
    using elsewhere = await startScreen(busy());
    await elsewhere.press('w');
    expect(elsewhere.status()).toContain('Cannot keep the parameters across reboots');
  });
});
