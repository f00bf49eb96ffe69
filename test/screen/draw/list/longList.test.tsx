import {describe, expect, test} from 'vitest';
import {createTheme} from '../../../../source/screen/draw/theme.js';
import {containerColumns} from '../../../../source/screen/views/containerColumns.js';
import {hostOf} from '../../../support/hosts/listedHost.js';
import {keyCodes, startScreen, type TestScreen} from '../../../support/screen/screen.js';

const many = (count: number) =>
  hostOf(
    Object.fromEntries(
      Array.from({length: count}, (_, index) => [
        `ct${String(index).padStart(4, '0')}`,
        10_000 - index,
      ]),
    ),
  );

const names = (screen: TestScreen) =>
  screen
    .rows()
    .map((row) => row.slice(0, 14).trim())
    .join(' ');
const selected = (screen: TestScreen) =>
  screen
    .rows()
    .find((row) => row.startsWith('▸'))
    ?.slice(1, 14)
    .trim();
const heading = (screen: TestScreen) =>
  /\S+ [▾▴]/.exec(screen.lines().find((line) => / (?:CONTAINER|PID) /.test(line)) ?? '')?.[0];

describe('the selection', () => {
  test('moves by rows, pages and to the ends', async () => {
    using screen = await startScreen(many(200));
    // 30 lines less header, trends, blanks, heading, status and keys.
    const page = 17;
    const steps: ReadonlyArray<readonly [key: string, index: number]> = [
      [keyCodes.down, 1],
      ['j', 2],
      [keyCodes.up, 1],
      ['k', 0],
      [keyCodes.up, 0],
      [keyCodes.pageDown, page],
      ['\u0006', 2 * page],
      [keyCodes.pageUp, page],
      ['\u0002', 0],
      [keyCodes.pageUp, 0],
      [keyCodes.end, 199],
      [keyCodes.pageDown, 199],
      [keyCodes.down, 199],
      [keyCodes.home, 0],
      ['G', 199],
      ['g', 0],
    ];
    for (const [key, index] of steps) {
      await screen.press(key);
      expect(selected(screen), JSON.stringify(key)).toBe(`ct${String(index).padStart(4, '0')}`);
    }
  });

  test('is the first row until a row is chosen', async () => {
    using screen = await startScreen(hostOf({web: 5, db: 3}));
    expect(selected(screen)).toBe('web');
    await screen.show(hostOf({web: 5, db: 9}));
    expect(selected(screen)).toBe('db');
  });

  test('follows its row through another order', async () => {
    using screen = await startScreen(hostOf({web: 5, db: 3, mail: 1}));
    await screen.press('j');
    expect(names(screen)).toBe('web ▸db mail');
    await screen.show(hostOf({web: 2, db: 1, mail: 7}));
    expect(names(screen)).toBe('mail web ▸db');
    await screen.press('I');
    expect(names(screen)).toBe('▸db web mail');
  });

  test('stays in its place when its row vanishes', async () => {
    using screen = await startScreen(hostOf({web: 5, db: 3, mail: 1}));
    await screen.press('j');
    await screen.show(hostOf({web: 5, mail: 1}));
    expect(names(screen)).toBe('web ▸mail');
    await screen.show(hostOf({web: 5}));
    expect(names(screen)).toBe('▸web');
    await screen.press('j', 'k');
    expect(names(screen)).toBe('▸web');
  });

  test('is always visible', async () => {
    using screen = await startScreen(many(200));
    await screen.press('G');
    await screen.show(many(20));
    expect(selected(screen)).toBe('ct0019');
    await screen.resize(80, 24);
    expect(selected(screen)).toBe('ct0019');
    await screen.press('c');
    expect(selected(screen)).toBe('ct0019');
  });

  test('of nothing does nothing', async () => {
    using screen = await startScreen(hostOf({}));
    await screen.press('j', 'k', 'G', keyCodes.enter, keyCodes.pageDown);
    expect(screen.rows()).toEqual([' No process is visible.']);
  });
});

describe('the order', () => {
  test('goes from column to column, and is reversed', async () => {
    using screen = await startScreen(hostOf({web: 5, db: 3, mail: 1}), {columns: 140});
    expect(heading(screen)).toBe('SAVED ▾');
    await screen.press('>');
    expect(heading(screen)).toBe('PROFIT ▾');
    await screen.press('I');
    expect(heading(screen)).toBe('PROFIT ▴');
    expect(names(screen)).toBe('▸mail db web');
    await screen.press('<', '<', '<');
    expect(heading(screen)).toBe('OFFERED ▾');
    const seen = new Set<string>();
    for (let step = 0; step < 9; step++) {
      await screen.press('>');
      seen.add(heading(screen) ?? '');
    }
    expect(seen.size).toBe(9);
    expect(seen).toContain('CONTAINER ▴');
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('of texts starts with A, and skips hidden columns, at %d×%d', async (columns, rows) => {
    const host = hostOf({web: 5, db: 3, mail: 1});
    using screen = await startScreen(host, {columns, rows});
    const headings = screen.lines().find((line) => line.startsWith(' CONTAINER ')) ?? '';
    const seen: string[] = [];
    do {
      await screen.press('>');
      seen.push(heading(screen) ?? '');
    } while (seen.at(-1) !== 'SAVED ▾' && seen.length < 20);
    expect(seen).toContain('CONTAINER ▴');
    for (const title of seen) expect(headings).toContain(title.replace(/ .$/, ''));
    while (heading(screen) !== 'CONTAINER ▴') await screen.press('<');
    expect(names(screen)).toBe('▸db mail web');
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('is chosen from a menu of all columns at %d×%d', async (columns, rows) => {
    using screen = await startScreen(hostOf({web: 5, db: 3, mail: 1}), {columns, rows});
    await screen.press(keyCodes.f6);
    expect(screen.text()).toMatch(/^ ksmtop sort {3}by one of these columns$/m);
    expect(screen.text()).toMatch(/^▸SAVED /m);
    expect(screen.text()).toMatch(/^ KIND +(?:\(hidden\) )?/m);
    expect(screen.lines().at(-1)).toMatch(/^Enter sort {2}Esc back/);
    await screen.press('g', keyCodes.enter);
    expect(heading(screen)).toBe('CONTAINER ▴');
    await screen.press(keyCodes.f6, 'j', keyCodes.escape);
    expect(heading(screen)).toBe('CONTAINER ▴');
  });

  test.each([
    [80, 24],
    [200, 60],
  ])('is explained in full while it is selected, at %d×%d', async (columns, rows) => {
    using screen = await startScreen(hostOf({web: 5}), {columns, rows});
    await screen.press(keyCodes.f6, 'g');
    for (const {title, meaning, sortValue} of containerColumns) {
      if (!sortValue) continue;
      expect(screen.lines()).toHaveLength(rows);
      expect(screen.text()).toMatch(new RegExp(`^▸${title} `, 'm'));
      expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(meaning);
      await screen.press('j');
    }
  });

  test('has what cannot be read last, either way', async () => {
    using screen = await startScreen(hostOf({web: 5, dark: undefined, mail: 1}));
    expect(names(screen)).toMatch(/ dark$/);
    await screen.press('I');
    expect(names(screen)).toMatch(/ dark$/);
  });
});

describe('the filter', () => {
  const host = hostOf({web1: 9, web2: 8, mail: 7});

  test('narrows the list with every letter, and widens it again', async () => {
    using screen = await startScreen(host);
    await screen.press('/', 'w', 'e');
    expect(screen.status()).toBe('filter: we_   Enter applies, Esc cancels');
    expect(names(screen)).toBe('▸web1 web2');
    await screen.press('b', '2');
    expect(names(screen)).toBe('▸web2');
    await screen.press(keyCodes.backspace, keyCodes.backspace);
    expect(names(screen)).toBe('▸web1 web2');
  });

  test('is kept by Enter, and the keys work on the list again', async () => {
    using screen = await startScreen(host);
    await screen.press('/', 'W', 'E', 'B', keyCodes.enter, 'j');
    expect(names(screen)).toBe('web1 ▸web2');
    expect(screen.text()).toContain('filter "WEB"');
    await screen.press(keyCodes.escape);
    expect(names(screen)).toBe('web1 ▸web2 mail');
  });

  test('is cleared by Esc, and by Ctrl-U up to the next letter', async () => {
    using screen = await startScreen(host);
    await screen.press('/', 'w', keyCodes.escape);
    expect(names(screen)).toBe('▸web1 web2 mail');
    await screen.press('/', 'w', keyCodes.ctrlU, 'm');
    expect(names(screen)).toBe('▸mail');
  });

  test('takes the letters of keys as letters', async () => {
    using screen = await startScreen(host);
    await screen.press('/', 'q', 's', ' ', '?');
    expect(screen.status()).toMatch(/^filter: qs \?_ /);
    expect(screen.host.writes).toEqual([]);
    expect(screen.text()).toContain('Nothing matches "qs ?"; Esc clears the filter.');
  });

  test('starts from its last text', async () => {
    using screen = await startScreen(host);
    await screen.press('/', 'w', keyCodes.enter, keyCodes.f4, 'e');
    expect(screen.status()).toMatch(/^filter: we_/);
  });

  test('stays visible while a message is shown', async () => {
    using screen = await startScreen(host);
    await screen.press('/', 'm', keyCodes.enter, ']');
    await screen.host.answer();
    expect(screen.text()).toContain('z undoes this');
    expect(screen.text()).toContain('"m"');
  });
});

describe('thousands of rows', () => {
  test('are drawn as quickly as a few: only the visible ones', async () => {
    using screen = await startScreen(many(5000), {columns: 120, rows: 40});
    expect(screen.lines()).toHaveLength(40);
    await screen.press('G');
    expect(selected(screen)).toBe('ct4999');
  });
});

test('control characters in names are text, in the list and in its order', async () => {
  using screen = await startScreen(
    hostOf({'\u001B[31mred': 9, 'two\nlines': 8, '\u202Eevil': 7, 界面界面界面界面界面: 6}),
    {columns: 80, rows: 24},
  );
  expect(screen.lines()).toHaveLength(24);
  expect(screen.text()).not.toMatch(/[\u001B\u202E]/);
  expect(names(screen)).toMatch(/^▸\?\[31mred two\?lines \?evil 界/);
});

test('a dumb terminal marks the selected row by a sign', async () => {
  using screen = await startScreen(hostOf({web: 5, db: 3}), {theme: createTheme('none', false)});
  await screen.press('j');
  expect(screen.rows()[1]).toMatch(/^>db /);
});

test.each([
  [80, 24],
  [200, 60],
])('F4 filters and F5 shows a tree at %d×%d', async (columns, rows) => {
  using screen = await startScreen(hostOf({web: 5, db: 3}), {columns, rows});
  await screen.press(keyCodes.f4);
  expect(screen.status()).toMatch(/^filter: _/);
  await screen.press(keyCodes.escape, keyCodes.enter);
  const list = screen.lines().join('\n');
  await screen.press(keyCodes.f5);
  expect(screen.status()).not.toContain('does nothing');
  await screen.press('T');
  expect(screen.lines().join('\n')).toBe(list);
});

describe('the search', () => {
  const host = hostOf({web1: 9, web2: 8, mail: 7});

  test.each([
    [80, 24],
    [200, 60],
  ])('goes from row to row at %d×%d, and hides none', async (columns, rows) => {
    using screen = await startScreen(host, {columns, rows});
    await screen.press(keyCodes.f3, 'W', 'e', 'b');
    expect(screen.status()).toBe('find: Web_   F3 next, Enter stays here, Esc goes back');
    expect(names(screen)).toBe('▸web1 web2 mail');
    await screen.press(keyCodes.f3);
    expect(names(screen)).toBe('web1 ▸web2 mail');
    await screen.press(keyCodes.f3);
    expect(names(screen)).toBe('▸web1 web2 mail');
    await screen.press(keyCodes.f3, keyCodes.enter);
    expect(names(screen)).toBe('web1 ▸web2 mail');
  });

  test('goes back with Esc, and says when nothing is found', async () => {
    using screen = await startScreen(host);
    await screen.press('j', keyCodes.f3, 'm');
    expect(names(screen)).toBe('web1 web2 ▸mail');
    await screen.press('x');
    expect(screen.status()).toBe('find: mx_   no row contains it');
    await screen.press(keyCodes.escape);
    expect(names(screen)).toBe('web1 ▸web2 mail');
  });
});
