import {describe, expect, test} from 'vitest';
import {counters} from '../../../source/kernel/ksm/counters.js';
import {parameters} from '../../../source/kernel/ksm/parameters.js';
import {createTheme, type Theme} from '../../../source/screen/draw/theme.js';
import {keyLabel} from '../../../source/screen/keys/keyLabel.js';
import {keyTable} from '../../../source/screen/keys/keyTable.js';
import {containerColumns} from '../../../source/screen/views/containerColumns.js';
import {processColumns} from '../../../source/screen/views/processColumns.js';
import {sampleOf} from '../../fixtures/sample.js';
import {keyCodes, startScreen} from '../../support/screen.js';

/** All lines of the help, page by page. */
async function readHelp(columns: number, rows: number, theme?: Theme): Promise<readonly string[]> {
  using screen = await startScreen(sampleOf(), {columns, rows, ...(theme && {theme})});
  await screen.press('?');
  const lines: string[] = [];
  for (let pages = 0; pages < 40; pages++) {
    expect(screen.lines().length).toBeLessThanOrEqual(rows);
    for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(columns);
    const [, last, total] = /-(\d+) of (\d+)/.exec(screen.lines()[0] ?? '') ?? [];
    lines.push(...screen.lines().slice(2));
    if (last === total) return lines;
    await screen.press(keyCodes.pageDown);
  }
  throw new Error('the help has no end');
}

/** Without the layout, so that a sentence can be found that goes over lines. */
const joined = (lines: readonly string[]) => lines.join(' ').replaceAll(/\s+/g, ' ');

describe.each([
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
])('at %d×%d', (columns, rows) => {
  test('it explains every key, counter, parameter and column', async () => {
    const lines = await readHelp(columns, rows);
    const text = joined(lines);
    const entry = (name: string) => lines.some((line) => line.trimStart().startsWith(name));
    for (const {keys, meaning} of keyTable) {
      expect(entry(keys.map(keyLabel).join('  ')), keys[0]).toBe(true);
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
});

test('in ASCII it has no other character', async () => {
  for (const line of await readHelp(80, 24, createTheme('none', false))) {
    expect(line).toMatch(/^[\x20-\x7e]*$/);
  }
});

test('it scrolls by lines, pages and to the ends', async () => {
  using screen = await startScreen(sampleOf(), {columns: 100, rows: 30});
  await screen.press('?');
  const first = () => Number(/(\d+)-\d+ of/.exec(screen.lines()[0] ?? '')?.[1]);
  const seen: number[] = [];
  for (const key of ['j', keyCodes.down, 'k', ' ', keyCodes.pageUp, keyCodes.pageUp, 'g']) {
    await screen.press(key);
    seen.push(first());
  }
  expect(seen).toEqual([2, 3, 2, 29, 2, 1, 1]);
  await screen.press(keyCodes.end);
  const end = first();
  await screen.press('j', keyCodes.pageDown);
  expect(first()).toBe(end);
  await screen.resize(100, 60);
  expect(screen.lines().length).toBeLessThanOrEqual(60);
  expect(first()).toBeLessThanOrEqual(end);
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

test('its title shows how to close it, and what ksmtop itself costs', async () => {
  using screen = await startScreen(sampleOf(), {columns: 80, rows: 24});
  await screen.press('?');
  expect(screen.lines()[0]).toMatch(
    /^ ksmtop help {3}1-21 of \d+ {3}Esc closes +ksmtop itself: \d[\d.]* % cpu, \d[\d.]* [MG]iB$/,
  );
});
