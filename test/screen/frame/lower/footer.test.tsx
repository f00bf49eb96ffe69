import {describe, expect, test, vi} from 'vitest';
import {keyCodes, startScreen, type TestScreen} from '../../../support/screen/screen.js';
import {busy} from '../../../support/screen/screenBusyHost.js';

const footer = (screen: TestScreen) => screen.lines().at(-1)?.trimEnd() ?? '';

const sizes = [
  [80, 24],
  [200, 60],
] as const;

describe.each(sizes)('the footer at %d×%d', (columns, rows) => {
  test.each([
    ['the processes', [keyCodes.enter], 'Enter open'],
    ['a process', [keyCodes.enter, keyCodes.enter], 'Ctrl-R read again'],
    ['the advice', ['a'], '↑ ↓'],
    ['the guide', ['i'], '↑ ↓ scroll'],
    ['the tuning panel', ['t'], '← → step'],
    ['the presets', ['p'], 'Enter choose'],
    ['the changes', ['t', 'l'], 'z undo'],
    ['the columns', [keyCodes.f6], 'Enter sort'],
    ['the choice of columns', [keyCodes.f2], '< > move'],
    ['the help', ['?'], 'Tab section'],
  ])('has the keys of %s, and how to go back', async (_, keys, own) => {
    using screen = await startScreen(busy(), {columns, rows});
    expect(footer(screen)).not.toContain('Esc');
    await screen.press(...keys);
    expect(screen.lines()).toHaveLength(rows);
    const shown = footer(screen);
    expect(shown).toContain(own);
    expect(shown).toContain('Esc back');
    await screen.press(keyCodes.escape);
    expect(footer(screen)).not.toBe(shown);
  });

  test('says that Esc clears while a filter holds, and drops while values are chosen', async () => {
    using screen = await startScreen(busy(), {columns, rows});
    await screen.press('/', 'e', keyCodes.enter);
    expect(footer(screen)).toContain('Esc clear');
    await screen.press(keyCodes.escape);
    expect(footer(screen)).not.toContain('Esc');
    await screen.press('t', 'j', keyCodes.right);
    expect(footer(screen)).toContain('Esc drop');
    await screen.press(keyCodes.escape);
    expect(footer(screen)).toContain('Esc back');
  });
});

test.each(sizes)('a prompt has the footer to itself at %d×%d', async (columns, rows) => {
  using screen = await startScreen(busy(), {columns, rows});
  await screen.press('/');
  expect(footer(screen)).toBe('Enter apply  Esc cancel  Ctrl-U clear');
  await screen.press(keyCodes.enter, 'S');
  expect(footer(screen)).toBe('y yes  n no, like any other key');
  await screen.press('n');
  expect(footer(screen)).toMatch(/^Enter open/);
});

describe.each(sizes)('a key without effect at %d×%d', (columns, rows) => {
  test('is named', async () => {
    using screen = await startScreen(busy(), {columns, rows});
    for (const [key, label] of [
      ['x', 'x'],
      ['T', 'T'],
      ['1', '1'],
      [keyCodes.right, '→'],
    ] as const) {
      await screen.press(key);
      expect(screen.status()).toBe(`${label} does nothing here; ? lists the keys.`);
    }
    await screen.press(keyCodes.escape);
    expect(screen.status()).toBe('This is the first level; q quits.');
    await screen.press('c');
    expect(screen.status()).toBe('3 containers, 3 processes');
  });

  test.each([
    ['the page of a process', [keyCodes.enter, keyCodes.enter]],
    ['the advice', ['a']],
    ['the help', ['?']],
    ['the columns', [keyCodes.f6]],
    ['the choice of columns', [keyCodes.f2]],
  ])('writes nothing in %s', async (_, keys) => {
    using screen = await startScreen(busy({run: 0}), {columns, rows});
    await screen.press(...keys);
    for (const key of ['s', ']', 'u']) {
      await screen.press(key);
      expect(screen.status()).toBe(`${key} does nothing here; ? lists the keys.`);
    }
    expect(screen.host.writes).toEqual([]);
  });
});

describe.each(sizes)('a message at %d×%d', (columns, rows) => {
  test.each([
    ['a movement', 'j'],
    ['another panel', 'a'],
    ['another order', '>'],
  ])('ends with %s', async (_, key) => {
    using screen = await startScreen(busy(), {columns, rows});
    await screen.press('z');
    expect(screen.status()).toBe('Nothing to undo in this session.');
    await screen.press(key);
    expect(screen.status()).toBe('3 containers, 3 processes');
    await screen.press('z');
    await screen.press(...(key === 'a' ? [] : ['z']));
    expect(screen.status()).not.toBe('3 containers, 3 processes');
  });

  test('ends after 8 seconds', async () => {
    using screen = await startScreen(busy(), {columns, rows});
    const timers = vi.spyOn(globalThis, 'setTimeout');
    await screen.press('z');
    const ends = timers.mock.calls.filter(([, milliseconds]) => milliseconds === 8000);
    timers.mockRestore();
    expect(ends).toHaveLength(1);
    for (const [end] of ends) end();
    await vi.waitFor(() => expect(screen.status()).toBe('3 containers, 3 processes'));
  });
});

test.each(sizes)(
  'the advice only opens where nothing can be set, at %d×%d',
  async (columns, rows) => {
    using screen = await startScreen(busy(), {columns, rows});
    await screen.press('a');
    expect(footer(screen)).toContain('Enter open/set');
    using fixed = await startScreen(busy(), {columns, rows, readOnly: true});
    await fixed.press('a');
    expect(footer(fixed)).toMatch(/Enter open {2}/);
  },
);
