import {describe, expect, test} from 'vitest';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {adviceTable} from '../../../source/model/advice/ruleTable.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {keyCodes, startScreen} from '../../support/screen.js';

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
])('the panel at %d×%d', (columns, rows) => {
  test('has every advice, its cure and its reason, page by page', async () => {
    using screen = await startScreen(sampleOf(troubled), {columns, rows});
    await screen.press('a');
    const lines: string[] = [];
    for (let page = 0; page < 20; page++) {
      expect(screen.lines().length).toBeLessThanOrEqual(rows);
      for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(columns);
      const [, last, total] = /-(\d+) of (\d+)/.exec(screen.lines()[0] ?? '') ?? [];
      lines.push(...screen.lines().slice(2));
      if (last === total) break;
      await screen.press(keyCodes.pageDown);
    }
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    const advice = adviceOf(modelOf(troubled));
    expect(advice.length).toBe(5);
    for (const {rule, text: sentence, cure} of advice) {
      const reason = adviceTable.find(({id}) => id === rule)?.reason ?? '?';
      for (const part of [sentence, cure, reason])
        expect(text).toContain(part.replaceAll('  ', ' '));
    }
    expect(screen.lines()[0]).toMatch(/^ ksmtop advice {3}2 warnings, 3 notes/);
  });
});

test('the panel opens and closes by its key, and follows the host', async () => {
  using screen = await startScreen(sampleOf(troubled));
  await screen.press('a');
  expect(screen.lines()[2]).toMatch(/^ *warning +ksmd is stopped while/);
  await screen.show(sampleOf({processes: [offering], ksm: {full_scans: 3}}));
  expect(screen.lines().join('\n')).toMatch(/fine +No advice\./);
  await screen.press('a');
  expect(screen.lines()[0]).toMatch(/^ksmtop {2}hn1/);
  await screen.press('a');
  await screen.press(keyCodes.escape);
  expect(screen.lines()[0]).toMatch(/^ksmtop {2}hn1/);
});
