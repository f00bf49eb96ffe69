import {describe, expect, test} from 'vitest';
import {settled} from '../../support/screen/inkTerminal.js';
import {keyCodes, startScreen} from '../../support/screen/screen.js';
import {busy} from '../../support/screen/screenBusyHost.js';

const lineOf = (text: string, lines: readonly string[]) =>
  lines.find((line) => line.includes(text)) ?? '';

describe('the first frame', () => {
  test('says what is being done before there is a sample', async () => {
    using screen = await startScreen(new Error('/proc cannot be listed any more: EIO.'));
    expect(screen.text()).toContain('/proc cannot be listed any more: EIO.');
    await screen.show(busy());
    expect(screen.text()).toContain('● running');
    expect(screen.text()).not.toContain('EIO');
  });

  test('has header, trends, list and keys, each in its place', async () => {
    using screen = await startScreen(busy());
    const lines = screen.lines();
    expect(lines).toHaveLength(30);
    const starts = [0, 1, 2, 3, 5, 6, 7, 8, 10].map((row) => /\w+/.exec(lines[row] ?? '')?.[0]);
    expect(starts).toEqual([
      'ksmtop',
      'ksmd',
      'saved',
      'advice',
      'shared',
      'sharing',
      'unshared',
      'volatile',
      'CONTAINER',
    ]);
    expect(screen.rows().map((row) => row.slice(0, 6).trim())).toEqual(['▸web', 'mail', 'db']);
    expect(screen.status()).toBe('3 containers, 3 processes');
    expect(lines.at(-1)).toMatch(/\? help {2}q quit/);
  });
});

describe('leaving', () => {
  test.each([
    ['q', 'q'],
    ['F10', keyCodes.f10],
    ['Ctrl-C', keyCodes.ctrlC],
  ])('by %s', async (_, key) => {
    using screen = await startScreen(busy());
    await screen.press(key);
    await expect(screen.left).resolves.toBeUndefined();
  });

  test('works before the first sample', async () => {
    using screen = await startScreen(new Error('not yet'));
    await screen.press('q');
    await expect(screen.left).resolves.toBeUndefined();
  });

  test('works while a write waits', async () => {
    using screen = await startScreen(busy());
    await screen.press(']', 'q');
    await expect(screen.left).resolves.toBeUndefined();
  });
});

describe('the pause', () => {
  test('holds the screen while sampling continues, and then shows the newest', async () => {
    using screen = await startScreen(busy());
    await screen.press(' ');
    expect(screen.lines()[0]).toContain('PAUSED');
    await screen.show(busy({pages_sharing: 9999}));
    expect(lineOf('sharing  ', screen.lines())).toContain(' 4 608 ');
    await screen.press(' ');
    expect(screen.lines()[0]).not.toContain('PAUSED');
    expect(lineOf('sharing  ', screen.lines())).toContain(' 9 999 ');
  });

  test('lets one move about', async () => {
    using screen = await startScreen(busy());
    await screen.press(' ', 'j', '/', 'd');
    expect(screen.rows().map((row) => row.slice(0, 3))).toEqual(['▸db']);
  });
});

test('the interval can be made shorter and longer', async () => {
  using screen = await startScreen(busy());
  const interval = () => /every [\d.]+ s/.exec(screen.lines()[0] ?? '')?.[0];
  expect(interval()).toBe('every 60 s');
  await screen.press('-');
  expect(interval()).toBe('every 30 s');
  await screen.press('-', '-', '-', '-', '-', '-', '-', '-');
  expect(interval()).toBe('every 0.2 s');
  await screen.press('+');
  expect(interval()).toBe('every 0.5 s');
});

test.each([
  [80, 24],
  [200, 60],
])('Ctrl-R takes a sample now, at %d×%d', async (columns, rows) => {
  using screen = await startScreen(busy(), {columns, rows});
  screen.host.present = busy({pages_sharing: 77});
  await screen.press(keyCodes.ctrlR);
  await settled();
  expect(lineOf('sharing  ', screen.lines())).toContain(' 77 ');
});

describe('a host that fails', () => {
  test('leaves its last figures on the screen, with the reason', async () => {
    using screen = await startScreen(busy());
    await screen.show(new Error('/proc cannot be listed any more: EIO.'));
    expect(screen.status()).toBe('error: /proc cannot be listed any more: EIO.');
    expect(screen.rows()).toHaveLength(3);
    await screen.show(busy());
    expect(screen.status()).toBe('3 containers, 3 processes');
  });

  test('cannot break the screen by what it says', async () => {
    using screen = await startScreen(busy());
    await screen.show(new Error('two\nlines\u001B[2J'));
    expect(screen.lines()).toHaveLength(30);
    expect(screen.status()).toBe('error: two?lines?[2J');
  });
});

describe('another size of the terminal', () => {
  test('is filled at once, and what was chosen stays', async () => {
    using screen = await startScreen(busy());
    await screen.press('j', 'c');
    for (const [columns, rows] of [
      [80, 24],
      [200, 60],
      [300, 100],
      [81, 25],
    ] as const) {
      await screen.resize(columns, rows);
      expect(screen.lines()).toHaveLength(rows);
      expect(screen.text()).toContain('1 2 3 4 one counter');
      expect(screen.rows()[1]).toMatch(/^▸mail/);
    }
  });

  test.each([
    [79, 24],
    [80, 23],
    [30, 5],
    [20, 3],
    [12, 1],
    [1, 1],
  ])('%d×%d is too small, and says so as far as it can', async (columns, rows) => {
    using screen = await startScreen(busy());
    await screen.press('j');
    await screen.resize(columns, rows);
    const lines = screen.lines();
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines[0]).toBe('ksmtop needs 80 columns'.slice(0, columns));
    await screen.resize(100, 30);
    expect(screen.rows()[1]).toMatch(/^▸mail/);
  });

  test('too small writes nothing, but quits', async () => {
    using screen = await startScreen(busy(), {columns: 40, rows: 10});
    expect(screen.text()).toMatch(/80 columns\s+and 24 rows, not\s+40 and 10\. q quits\./);
    await screen.press(']', 's', 'y', 'z');
    expect(screen.host.writes).toEqual([]);
    await screen.press('q');
    await expect(screen.left).resolves.toBeUndefined();
  });
});
