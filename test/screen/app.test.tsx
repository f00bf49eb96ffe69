import {describe, expect, test} from 'vitest';
import type {Sample} from '../../source/model/sample.js';
import {processOf, sampleOf} from '../fixtures/sample.js';
import {keyCodes, startScreen} from './screen.js';
import {settled} from './terminal.js';

const container = (name: string) => ({kind: 'lxc', id: `lxc:${name}`, name});

/** ksmd at work, and three containers that save 9, 6 and 3 MiB. */
function busy(ksm: Record<string, number | string> = {}, more: Partial<Sample> = {}): Sample {
  const processes = ['web', 'mail', 'db'].map((name, index) => {
    const mergingPages = 768 * (3 - index);
    return processOf({
      pid: 100 + index,
      container: container(name),
      ksm: {rmapItems: mergingPages, mergingPages, zeroPages: 0, mergeable: true},
    });
  });
  const {host: _, ksm: __, ...rest} = more;
  return sampleOf({
    ksm: {pages_to_scan: 1000, pages_shared: 0, pages_sharing: 4608, full_scans: 3, ...ksm},
    processes,
    ...rest,
  });
}

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

describe('the keys that write', () => {
  test.each([
    [']', 'pages_to_scan=2000'],
    ['[', 'pages_to_scan=500'],
    ['}', 'sleep_millisecs=40'],
    ['{', 'sleep_millisecs=10'],
  ])('%s writes %s', async (key, write) => {
    using screen = await startScreen(busy());
    await screen.press(key);
    expect(screen.host.writes).toEqual([write]);
  });

  test('show what is pending, then what came of it', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    expect(screen.status()).toMatch(/^pending {2}pages_to_scan 2 000 {2}[\d.]+ m?s$/);
    await screen.host.answer();
    expect(screen.status()).toBe('pages_to_scan: 1 000 → 2 000. z takes it back.');
  });

  test('go on from what is pending, and count what waits', async () => {
    using screen = await startScreen(busy());
    await screen.press(']', ']', '}');
    expect(screen.host.writes).toEqual(['pages_to_scan=2000']);
    expect(screen.status()).toMatch(/^pending {2}pages_to_scan 2 000 .*and 2 more$/);
    await screen.host.answer();
    expect(screen.status()).toMatch(/^pending {2}pages_to_scan 4 000 .*and 1 more$/);
    await screen.host.answer();
    await screen.host.answer();
    expect(screen.host.writes.slice(1)).toEqual(['pages_to_scan=4000', 'sleep_millisecs=40']);
  });

  test('begin nothing that waited for what was refused', async () => {
    using screen = await startScreen(busy());
    await screen.press(']', ']', '}');
    await screen.host.answer({errno: 'EACCES', value: '1000'});
    expect(screen.host.writes).toEqual(['pages_to_scan=2000']);
    expect(screen.status()).toContain('only root may write here (EACCES)');
    await screen.press('}');
    expect(screen.host.writes.slice(1)).toEqual(['sleep_millisecs=40']);
  });

  test('say in a sentence why the kernel refused', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    await screen.host.answer({errno: 'EINVAL', value: '1000'});
    expect(screen.text()).toMatch(
      /^▲ pages_to_scan=2000 was refused: .*advisor owns it \(EINVAL\); set advisor_mode=none\s+first\. *$/m,
    );
    await screen.press('z');
    expect(screen.status()).toContain('Nothing to take back');
    expect(screen.host.writes).toHaveLength(1);
  });

  test('show a long refusal whole, on a small screen, too', async () => {
    using screen = await startScreen(busy(), {columns: 80, rows: 24});
    await screen.press('s', 'y');
    await screen.host.answer({errno: 'EROFS', value: '1'});
    const lines = screen.lines();
    expect(lines).toHaveLength(24);
    expect(lines.slice(-3, -1).map((line) => line.trimEnd())).toEqual([
      '▲ run=0 was refused: /sys is mounted read-only (EROFS), as in a container; write',
      'on the host.',
    ]);
  });

  test('notice that another program was quicker', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    await screen.host.answer({value: '64'});
    expect(screen.status()).toContain('was set to 2000, but holds 64: another program set it');
  });

  test('say so when a key goes no further', async () => {
    using screen = await startScreen(busy({sleep_millisecs: 0}));
    await screen.press('{');
    expect(screen.status()).toContain('sleep_millisecs goes no further by this key');
    expect(screen.host.writes).toEqual([]);
  });
});

describe('undo', () => {
  test('takes changes back one by one, the last first', async () => {
    using screen = await startScreen(busy());
    await screen.press(']', '}');
    await screen.host.answer();
    await screen.host.answer();
    await screen.press('z', 'z');
    await screen.host.answer();
    await screen.host.answer();
    expect(screen.host.writes.slice(2)).toEqual(['sleep_millisecs=20', 'pages_to_scan=1000']);
    expect(screen.status()).toBe('pages_to_scan is 1 000 again.');
    await screen.press('z');
    expect(screen.status()).toBe('Nothing to take back: no change in this sitting.');
  });

  test('that is refused can be tried again', async () => {
    using screen = await startScreen(busy());
    await screen.press(']');
    await screen.host.answer();
    await screen.press('z');
    await screen.host.answer({errno: 'EACCES', value: '2000'});
    expect(screen.status()).toContain('was refused');
    await screen.press('z');
    expect(screen.host.writes).toEqual([
      'pages_to_scan=2000',
      'pages_to_scan=1000',
      'pages_to_scan=1000',
    ]);
  });
});

describe('starting and stopping', () => {
  test('a start asks nothing', async () => {
    using screen = await startScreen(busy({run: 0}));
    await screen.press('s');
    expect(screen.host.writes).toEqual(['run=1']);
    await screen.host.answer();
    expect(screen.status()).toMatch(/^run: 0 \(stopped.*\) → 1 \(running\)/);
  });

  test('a stop asks', async () => {
    using screen = await startScreen(busy());
    await screen.press('s');
    expect(screen.status()).toMatch(/^Stop ksmd\?.* y\/N$/);
    expect(screen.host.writes).toEqual([]);
    await screen.press('y');
    expect(screen.host.writes).toEqual(['run=0']);
  });

  test.each([
    ['n', 'n'],
    ['Enter', keyCodes.enter],
    ['Esc', keyCodes.escape],
    ['Space', ' '],
    ['s again', 's'],
    ['q, which does not quit', 'q'],
    ['z', 'z'],
  ])('%s is no yes', async (_, key) => {
    using screen = await startScreen(busy());
    await screen.press('s', key);
    expect(screen.host.writes).toEqual([]);
    expect(screen.status()).toBe('3 containers, 3 processes');
    await screen.press('j');
    expect(screen.rows()[1]).toMatch(/^▸mail/);
  });
});

describe('where nothing can be written', () => {
  test.each([
    ['as asked for', busy(), true],
    ['not root', {...busy(), writeRefusal: 'EACCES'}, false],
    ['/sys is mounted read-only', {...busy(), writeRefusal: 'EROFS'}, false],
    ['this kernel has no KSM', sampleOf({ksm: false}), false],
  ])('%s: says why, and writes nothing', async (reason, sample, readOnly) => {
    using screen = await startScreen(sample, {readOnly});
    expect(screen.lines()[0]).toContain(`read-only: ${reason}`);
    for (const key of ['s', '[', ']', '{', '}', 'z']) {
      await screen.press(key);
      expect(screen.status()).toBe(`▲ Nothing can be changed: ${reason}.`);
    }
    expect(screen.host.writes).toEqual([]);
  });
});

describe('the pause', () => {
  test('holds the screen while sampling goes on, and then shows the newest', async () => {
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

test('F5 takes a sample now', async () => {
  using screen = await startScreen(busy());
  screen.host.present = busy({pages_sharing: 77});
  await screen.press(keyCodes.f5);
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
    expect(screen.text()).toMatch(/80 columns\s+and 24 rows; here are\s+40 and 10\. q quits\./);
    await screen.press(']', 's', 'y', 'z');
    expect(screen.host.writes).toEqual([]);
    await screen.press('q');
    await expect(screen.left).resolves.toBeUndefined();
  });
});
