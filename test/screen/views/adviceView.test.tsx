import {describe, expect, test} from 'vitest';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {adviceTable} from '../../../source/model/advice/ruleTable.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {startReplay} from '../../support/screen/replayScreen.js';
import {keyCodes, startScreen} from '../../support/screen/screen.js';

const lxc = {kind: 'lxc', id: 'lxc:w01', name: 'w01'};
const asked = processOf({
  command: 'nginx',
  container: lxc,
  preload: {mapped: false, requested: '/usr/lib/libksm_preload.so'},
});
const offering = processOf({ksm: {rmapItems: 9, mergingPages: 0, mergeable: true}});
const troubled = {
  ksm: {run: 0, advisor_mode: 'scan-time', stable_node_dups: 2000},
  processes: [asked, offering, processOf({command: 'ksmtuned'})],
};

const headerLine = (lines: readonly string[]) => lines[3]?.trimEnd();

describe('the line in the header', () => {
  test('shows the first advice, and the key that shows more', async () => {
    using screen = await startScreen(sampleOf(troubled), {columns: 120});
    expect(headerLine(screen.lines())).toMatch(
      /^advice {2}▲ ksmd is stopped while 1 process offers memory.*… \(a: 4 more\)$/,
    );
    expect(headerLine(screen.lines())?.length).toBeLessThanOrEqual(120);
  });

  test('names the key where there is a cure', async () => {
    using screen = await startScreen(sampleOf({processes: [offering], ksm: {run: 0}}));
    expect(headerLine(screen.lines())).toBe(
      'advice  ▲ ksmd is stopped while 1 process offers memory for merging. (a)',
    );
  });

  test('explains what is missing where there is no advice', async () => {
    using screen = await startScreen(sampleOf({processes: [offering], ksm: {full_scans: 3}}));
    expect(headerLine(screen.lines())).toBe('advice  First sample: rates need a second one.');
  });
});

describe.each([
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
])('the panel at %d×%d', (columns, rows) => {
  test('has every advice, its cure and its reason, selected one by one', async () => {
    using screen = await startScreen(troubledHost, {columns, rows});
    await screen.press('a');
    const advice = adviceOf(modelOf(troubled));
    expect(advice.length).toBe(5);
    for (const {rule, text: sentence, cure} of advice) {
      expect(screen.lines()).toHaveLength(rows);
      for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(columns);
      const from = screen
        .lines()
        .findIndex((line) => line.startsWith('  ▸') || line.startsWith(' ▸'));
      const shown = screen.lines().slice(from, -2);
      const text = shown
        .map((line) => line.replace(/^ +(?:▸(?:warning|note)|cure|then|Enter|why) /, ''))
        .join(' ')
        // The shell joins what is broken.
        .replaceAll(' \\ ', ' ')
        .replaceAll(/\s+/g, ' ');
      const reason = adviceTable.find(({id}) => id === rule)?.reason ?? '?';
      for (const part of [sentence, cure, reason]) {
        expect(text).toContain(part.replaceAll('  ', ' '));
      }
      await screen.press('j');
    }
    expect(screen.lines()[0]).toMatch(/^ ksmtop advice {3}2 warnings, 3 notes/);
  });

  test('sets what a cure sets, with its forecast, after the question', async () => {
    using screen = await startScreen(sampleOf({processes: [offering], ksm: {run: 0}}), {
      ...{columns, rows},
    });
    await screen.press('a');
    expect(screen.text()).toContain('ksmtop set run=1');
    expect(screen.text()).toMatch(/then +full scan .* pages\/s/);
    expect(screen.text()).toMatch(/Enter +asks, then sets run 0 \(stopped/);
    expect(screen.lines().at(-1)).toMatch(/^Enter open\/set {2}↑ ↓ select {2}Esc back/);
    await screen.press(keyCodes.enter);
    expect(screen.status()).toBe(
      'Set run 0 (stopped, merged pages stay merged) → 1 (running)? y/N',
    );
    await screen.press('n');
    expect(screen.host.writes).toEqual([]);
    await screen.press(keyCodes.enter, 'y');
    expect(screen.host.writes).toEqual(['run=1']);
  });

  test('has cures to paste here for a host over ssh', async () => {
    const remote = {name: 'root@hn1', options: '-H root@hn1 --sudo'};
    const first = sampleOf({processes: [offering], ksm: {run: 0}, remote});
    using screen = await startScreen(first, {columns, rows});
    await screen.press('a');
    expect(screen.text()).toMatch(/^ +cure +ksmtop -H root@hn1 --sudo set run=1$/m);
    const managed = sampleOf({
      ...{processes: [offering, processOf({command: 'ksmtuned'})], ksm: {run: 0}, remote},
    });
    await screen.show(managed);
    expect(screen.text()).toMatch(
      /^ +cure +# on root@hn1:\n +systemctl disable --now ksmtuned\n +ksmtop -H root@hn1 --sudo set run=1$/m,
    );
  });

  test('breaks no cure so that a part of it is another command', async () => {
    using screen = await startScreen(sampleOf({processes: [asked]}), {columns, rows});
    await screen.press('a');
    const shown = screen.text().split(/^ +Enter /m, 1)[0] ?? '';
    const cure = shown.slice(shown.indexOf('cure ') + 5).trim();
    expect(cure).toMatch(/^ls -l .+; file -L( \\\n)? +\/proc\/\d+\/exe$/);
  });

  test('promises no change where nothing can be changed', async () => {
    const first = sampleOf({processes: [offering], ksm: {run: 0}});
    using screen = await startScreen(first, {columns, rows, readOnly: true});
    await screen.press('a');
    expect(screen.text()).toContain('ksmtop set run=1');
    expect(screen.text()).not.toContain('asks, then');
    await screen.press(keyCodes.enter);
    expect(screen.status()).toBe('▲ Nothing can be changed: --read-only.');
  });

  test('opens the process that an advice is about, and comes back', async () => {
    using screen = await startScreen(sampleOf({processes: [asked]}), {columns, rows});
    await screen.press('a');
    expect(screen.text()).toMatch(/Enter +opens process \d+, nginx in w01/);
    await screen.press(keyCodes.enter);
    expect(screen.lines()[0]).toMatch(/^ ksmtop process {3}\d+ w01/);
    await screen.press(keyCodes.escape);
    expect(screen.lines()[0]).toMatch(/^ ksmtop advice/);
  });

  test('opens the guide where the cure is to opt in', async () => {
    const idle = sampleOf({
      processes: [processOf({command: 'sh'})],
      ksm: {run: 1, pages_shared: 0},
    });
    using screen = await startScreen(idle, {columns, rows});
    await screen.press('a');
    expect(screen.text()).toMatch(/Enter +opens the guide for this host/);
    await screen.press(keyCodes.enter);
    expect(screen.lines()[0]).toMatch(/^ ksmtop guide/);
  });

  test('says where there is nothing to open or to set', async () => {
    const host = sampleOf({processes: [asked, processOf({command: 'ksmtuned'})], ksm: {run: 1}});
    using screen = await startScreen(host, {columns, rows, readOnly: true});
    await screen.press('a', 'G', keyCodes.enter);
    expect(screen.status()).toMatch(/This cure is for a shell|Nothing can be changed: --read-only/);
  });
});

const troubledHost = sampleOf(troubled);

test('the panel opens and closes by its key, and follows the host', async () => {
  using screen = await startScreen(sampleOf(troubled));
  await screen.press('a');
  expect(screen.lines()[2]).toMatch(/^ +▸warning +ksmd is stopped while/);
  await screen.show(sampleOf({processes: [offering], ksm: {full_scans: 3}}));
  expect(screen.lines().join('\n')).toMatch(/fine +No advice\./);
  await screen.press('a');
  expect(screen.lines()[0]).toMatch(/^ksmtop {2}hn1/);
  await screen.press('a');
  await screen.press(keyCodes.escape);
  expect(screen.lines()[0]).toMatch(/^ksmtop {2}hn1/);
});

test.each([
  [80, 24, 'hn1', 'this host'],
  [200, 60, 'admin', 'not this host'],
])(
  'a cure of a recording names its host at %d×%d, seen on %s',
  async (columns, rows, thisHost, is) => {
    using screen = await startReplay([sampleOf(troubled)], {columns, rows, thisHost});
    await screen.press('a');
    expect(screen.text()).toMatch(
      new RegExp(`^ +cure +# on hn1, ${is}:\n +systemctl .*ksmtuned`, 'm'),
    );
    await screen.press(keyCodes.escape, 'i');
    expect(screen.text()).toMatch(
      new RegExp(`^ ksmtop guide {3}(?:\\w+, lxc, on )?hn1, ${is}(?: |$)`, 'm'),
    );
  },
);
