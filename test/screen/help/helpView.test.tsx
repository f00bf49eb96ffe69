import {describe, expect, test} from 'vitest';
import {counters} from '../../../source/kernel/ksm/counters.js';
import {parameters} from '../../../source/kernel/ksm/parameters.js';
import {createTheme, type Theme} from '../../../source/screen/draw/theme.js';
import {keyLabel} from '../../../source/screen/keys/keyLabel.js';
import {keyTable} from '../../../source/screen/keys/keyTable.js';
import {mouseTable} from '../../../source/screen/mouse/mouseTable.js';
import {containerColumns} from '../../../source/screen/views/containerColumns.js';
import {processColumns} from '../../../source/screen/views/processColumns.js';
import {sampleOf} from '../../fixtures/sample.js';
import {keyCodes, startScreen, type TestScreen} from '../../support/screen/screen.js';

/** Without the layout, so that a sentence can be found that goes over lines. */
const joined = (lines: readonly string[]) => lines.join(' ').replaceAll(/\s+/g, ' ');

const pageOf = (screen: TestScreen) =>
  /page (\d+) of (\d+)/
    .exec(screen.lines()[0] ?? '')
    ?.slice(1)
    .map(Number) ?? [];

/** The left and right columns of the pages of a section. */
async function readSection(screen: TestScreen, columns: number, rows: number) {
  const lines: string[] = [];
  const middle = Math.floor((columns - 3) / 2) + 1;
  for (;;) {
    expect(screen.lines()).toHaveLength(rows);
    for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(columns);
    const body = screen.lines().slice(2, -2);
    lines.push(...body.map((line) => line.slice(0, middle)));
    lines.push(...body.map((line) => line.slice(middle)));
    const [page, last] = pageOf(screen);
    if (page === last) return {lines, pages: last ?? 0};
    await screen.press(keyCodes.pageDown);
  }
}

const sectionCount = 7;

/** All sections of the help. */
async function readHelp(columns: number, rows: number, theme?: Theme) {
  using screen = await startScreen(sampleOf(), {columns, rows, ...(theme && {theme})});
  await screen.press('?');
  const lines: string[] = [];
  let pages = 0;
  for (let section = 0; section < sectionCount; section++) {
    const read = await readSection(screen, columns, rows);
    lines.push(...read.lines);
    pages = Math.max(pages, read.pages);
    await screen.press('\t');
  }
  expect(screen.lines()[1]).toMatch(/^▸keys here|^>keys here/);
  return {lines, pages};
}

describe.each([
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
])('at %d×%d', (columns, rows) => {
  test('it explains every key, counter, parameter and column, on three pages at most', async () => {
    const {lines, pages} = await readHelp(columns, rows);
    expect(pages).toBeLessThanOrEqual(3);
    const text = joined(lines);
    const entry = (name: string) => lines.some((line) => line.trimStart().startsWith(name));
    for (const {keys, meaning} of keyTable) {
      expect(entry(keys.map(keyLabel).join(' ')), keys[0]).toBe(true);
      expect(text).toContain(meaning);
    }
    for (const {gesture, meaning} of mouseTable) {
      expect(entry(gesture), gesture).toBe(true);
      expect(text).toContain(meaning);
    }
    for (const {name, meaning} of [...counters, ...parameters]) {
      expect(entry(name), name).toBe(true);
      expect(text).toContain(meaning);
    }
    for (const {title, meaning} of [...containerColumns, ...processColumns]) {
      expect(entry(title), title).toBe(true);
      expect(text).toContain(meaning);
    }
  });

  test('it begins with the keys of the panel that it was opened from', async () => {
    using screen = await startScreen(sampleOf(), {columns, rows});
    await screen.press('t', '?');
    const {lines} = await readSection(screen, columns, rows);
    expect(joined(lines)).toContain('Select the next lower value and forecast it.');
    expect(joined(lines)).not.toContain('Show processes as a tree');
    await screen.press(keyCodes.escape);
    expect(screen.text()).toMatch(/^ ksmtop tune /m);
  });

  test('it has the keys of other panels below their headings, and each key once', async () => {
    using screen = await startScreen(sampleOf(), {columns, rows});
    await screen.press('?', '\t');
    const text = joined((await readSection(screen, columns, rows)).lines);
    expect(text).toMatch(/In the tuning panel: .*Select the next lower value and forecast it\./);
    expect(text).toMatch(/In the estimate: Enter Start the estimate\./);
    expect(text).toMatch(/On the page of a trial: y Start the trial\./);
    expect(text.split('Opt in, or out, what the panel lists.')).toHaveLength(2);
    expect(text).not.toContain('Show only rows containing a text; Esc clears the filter.');
  });

  test('it searches all sections', async () => {
    using screen = await startScreen(sampleOf(), {columns, rows});
    await screen.press('?', '/', ...'smart_scan', keyCodes.enter);
    expect(screen.lines()[1]).toContain('all entries with "smart_scan"');
    expect(screen.text()).toContain('pages_skipped');
    expect(screen.text()).not.toContain('Reverse the sort order.');
    await screen.press(keyCodes.escape);
    expect(screen.lines()[1]).toContain('▸keys here');
  });
});

test('in ASCII it has no other character', async () => {
  for (const line of (await readHelp(80, 24, createTheme('none', false))).lines) {
    expect(line).toMatch(/^[\x20-\x7e]*$/);
  }
});

test('it turns pages, also to the ends', async () => {
  using screen = await startScreen(sampleOf(), {columns: 80, rows: 24});
  await screen.press('?');
  const seen: Array<number | undefined> = [];
  for (const key of ['j', keyCodes.down, 'k', ' ', keyCodes.pageUp, 'g', keyCodes.end]) {
    await screen.press(key);
    seen.push(pageOf(screen)[0]);
  }
  expect(seen).toEqual([2, 3, 2, 3, 2, 1, 3]);
  await screen.resize(200, 60);
  expect(pageOf(screen)).toEqual([1, 1]);
});

test.each(['escape', 'q', '?', 'h', 'f1', 'enter'] as const)(
  '%s closes it, and nothing else',
  async (name) => {
    using screen = await startScreen(sampleOf());
    await screen.press(keyCodes.f1);
    expect(screen.text()).toContain('ksmtop help');
    const code: Readonly<Record<string, string>> = keyCodes;
    await screen.press(code[name] ?? name);
    expect(screen.lines()[0]).toMatch(/^ksmtop {2}hn1/);
  },
);

test('no key writes while it is open', async () => {
  using screen = await startScreen(sampleOf({ksm: {run: 0}}));
  await screen.press('?', 's', ']', 'z');
  expect(screen.host.writes).toEqual([]);
});

test.each([
  [80, 24],
  [200, 60],
])(
  'its title shows what ksmtop costs, and the bar its own keys, at %d×%d',
  async (columns, rows) => {
    using screen = await startScreen(sampleOf(), {columns, rows});
    await screen.press('?');
    expect(screen.lines()[0]).toMatch(
      /^ ksmtop help {3}page 1 of \d +ksmtop itself: \d[\d.]* % cpu, \d[\d.]* [MG]iB$/,
    );
    expect(screen.lines().at(-1)?.trimEnd()).toBe(
      'Tab section  PgDn PgUp page  / search  Esc back',
    );
  },
);
