import {describe, expect, test} from 'vitest';
import {commandWords, program} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {until} from '../../support/until.js';
import {childrenOf, isRunning} from '../harness/ksmd/process-files.js';
import {isExecutable, ksmtop, ksmtopProgram} from '../harness/ksmtop.js';

const shown = (terminal: Terminal) => terminal.waitFor(/CONTAINER.*SAVED.*\n▸/, {what: 'the list'});

const hasChildren = async (pid: number) => (await childrenOf(pid)).length > 0;

describe('the live screen in a terminal', () => {
  test.each([
    [80, 24],
    [100, 30],
    [120, 40],
    [200, 60],
    [300, 100],
  ])('fills %i×%i to the last line', async (columns, rows) => {
    await using terminal = ksmtop([], {columns, rows});
    await shown(terminal);
    const lines = terminal.text();
    expect(lines).toHaveLength(rows);
    expect(lines[0]).toMatch(/^ksmtop {2}\S/);
    expect(lines[1]).toMatch(/^ksmd {4}/);
    expect(lines[2]).toMatch(/^saved {3}/);
    expect(lines[5]).toMatch(/^shared /);
    expect(lines.at(-1)).toMatch(/q quit$/);
  });

  test('follows the size of the terminal, and says when it is too small', async () => {
    await using terminal = ksmtop([], {columns: 120, rows: 40});
    await shown(terminal);
    for (const [columns, rows] of [
      [80, 24],
      [150, 50],
      [81, 25],
      [300, 100],
      [100, 30],
    ] as const) {
      terminal.resize(columns, rows);
      await terminal.waitFor(
        (lines) =>
          lines[0]?.length === columns &&
          /\d\d:\d\d:\d\d$/.test(lines[0]) &&
          /q quit$/.test(lines[rows - 1] ?? ''),
        {what: `a whole screen of ${columns}×${rows}`},
      );
    }
    terminal.resize(79, 24);
    await terminal.waitFor(/needs 80 columns\nand 24 rows/);
    terminal.resize(30, 5);
    await terminal.waitFor(/needs 80 columns\nand 24 rows/);
    terminal.resize(120, 40);
    await shown(terminal);
    await terminal.press('q');
    expect(await terminal.exited).toMatchObject({code: 0});
  });

  test('quits on q from a terminal that is too small', async () => {
    await using terminal = ksmtop([], {columns: 40, rows: 10});
    await terminal.waitFor(/needs 80 columns/);
    await terminal.press('q');
    expect(await terminal.exited).toMatchObject({code: 0});
  });

  test('chart, help, filter, sort, pause and interval answer their keys', async () => {
    await using terminal = ksmtop([], {columns: 120, rows: 40});
    await shown(terminal);
    await terminal.press('c');
    await terminal.waitFor(/[KMG]iB [┼┤]/);
    await terminal.press('5');
    await terminal.waitFor((lines) =>
      ['shared', 'sharing', 'unshared', 'volatile'].every((name) =>
        lines.some((line) => line.trimEnd().endsWith(name)),
      ),
    );
    await terminal.press('c');
    await terminal.waitFor(/^unshared +\d/m);

    await terminal.press('?');
    await terminal.waitFor(/ksmtop help/);
    await terminal.press('tab', 'tab');
    await terminal.waitFor(/TREND/);
    await terminal.press('escape');
    await shown(terminal);
    await terminal.press('f1');
    await terminal.waitFor(/ksmtop help/);
    await terminal.press('q');
    await shown(terminal);

    await terminal.press('/');
    await terminal.waitFor(/filter: _/);
    await terminal.press('nosuch');
    await terminal.waitFor(/filter: nosuch/);
    await terminal.waitFor(/Nothing matches "nosuch"/);
    await terminal.press('escape');
    await shown(terminal);

    await terminal.press('<');
    await terminal.waitFor(/MERGED ▾/);
    await terminal.press('I');
    await terminal.waitFor(/MERGED ▴/);
    await terminal.press('>');
    await terminal.waitFor(/SAVED ▾/);

    await terminal.press(' ');
    await terminal.waitFor(/PAUSED/);
    const clock = terminal.text()[0]?.slice(-8);
    await terminal.press('ctrl-r');
    // In one piece with the next key, it would not count as typed.
    await terminal.press('escape');
    await terminal.waitFor(/This is the first level/);
    await terminal.press(' ');
    await terminal.waitFor((lines) => !/PAUSED/.test(lines[0] ?? ''));
    await terminal.waitFor((lines) => lines[0]?.slice(-8) !== clock, {what: 'a later clock'});

    await terminal.press('+');
    await terminal.waitFor(/every 2 s/);
    await terminal.press('-', '-');
    await terminal.waitFor(/every 0\.5 s/);
  });

  test('opens the processes of the host and one process, and comes back', async () => {
    await using terminal = ksmtop([], {columns: 160, rows: 45});
    await shown(terminal);
    await terminal.filter('host');
    await terminal.press('enter');
    await terminal.waitFor(/PID +(?:INSIDE +)?USER +COMMAND/);
    await terminal.press('T');
    await terminal.waitFor(/└─ /);
    await terminal.filter(String(terminal.pid));
    await terminal.waitFor(new RegExp(`^▸ *${terminal.pid} `, 'm'));
    await terminal.press('enter');
    await terminal.waitFor(/It has not opted in: KSM merges only memory/);
    expect(terminal.text().join('\n')).toMatch(/ksm_mergeable +no/);
    await terminal.press('ctrl-r');
    await terminal.waitFor(/It has not opted in/);
    await terminal.press('escape');
    await terminal.waitFor(/PID +(?:INSIDE|USER)/);
    await terminal.press('escape', 'escape');
    await shown(terminal);
  });

  test('an Escape counts, though an answer of the terminal comes just behind it', async () => {
    await using terminal = ksmtop();
    await shown(terminal);
    await terminal.press('?');
    await terminal.waitFor(/ksmtop help/);
    await terminal.press('\u001b\u001b[0n');
    await shown(terminal);
  });

  test.each([
    ['q', {code: 0}],
    ['f10', {code: 0}],
    ['ctrl-c', {code: 0}],
  ] as const)('%s ends it and gives the terminal back', async (key, status) => {
    await using terminal = ksmtop();
    await shown(terminal);
    expect([terminal.alternateScreen, terminal.mouseTracking]).toEqual([true, true]);
    // Once it answers a key, the keyboard is its own.
    await terminal.press('?');
    await terminal.waitFor(/ksmtop help/);
    await terminal.press('escape');
    await shown(terminal);
    await terminal.press(key);
    expect(await terminal.exited).toMatchObject(status);
    expect([terminal.alternateScreen, terminal.mouseTracking]).toEqual([false, false]);
    expect(terminal.cursorVisible).toBe(true);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const)(
    '%s gives the terminal back',
    async (signal) => {
      await using terminal = ksmtop();
      await shown(terminal);
      expect(terminal.mouseTracking).toBe(true);
      terminal.kill(signal);
      await terminal.exited;
      expect([terminal.alternateScreen, terminal.mouseTracking]).toEqual([false, false]);
      expect(terminal.cursorVisible).toBe(true);
    },
  );

  test('ends when its line is dropped', async () => {
    const terminal = ksmtop();
    await shown(terminal);
    const {pid} = terminal;
    terminal.hangUp();
    await until('the program has ended', () => !isRunning(pid));
  });

  test.each([
    ['the screen is shown', shown],
    [
      'samples are taken',
      async (_: Terminal, pid: number) => until('it reads', () => hasChildren(pid)),
    ],
  ])('ends where no signal tells of a dropped line, once %s', async (_, reached) => {
    // In a session of its own, it is not controlled by the terminal.
    const terminal = Terminal.start(
      program('setsid', '--fork', '--wait', ...commandWords(ksmtopProgram())),
    );
    await until('it has begun', () => hasChildren(terminal.pid));
    const [pid = 0] = await childrenOf(terminal.pid);
    await reached(terminal, pid);
    terminal.hangUp();
    await until('the program has ended', () => !isRunning(pid));
  });

  test('Ctrl-Z gives the shell its terminal, fg brings the screen back', async () => {
    await using terminal = Terminal.start({
      ...program('/bin/bash', '--norc', '-i'),
      env: {PS1: '> '},
      columns: 120,
      rows: 40,
    });
    await terminal.waitFor('> ');
    const {command, args} = ksmtopProgram();
    await terminal.press([command, ...args].join(' '), 'enter');
    await shown(terminal);
    // Once it answers a key, the keyboard is its own.
    await terminal.press('?');
    await terminal.waitFor(/ksmtop help/);
    await terminal.press('ctrl-z');
    await terminal.waitFor(/Stopped/);
    expect(terminal.alternateScreen).toBe(false);
    expect(terminal.cursorVisible).toBe(true);
    await terminal.press('echo cooked', 'enter');
    await terminal.waitFor(/^cooked$/m);
    terminal.resize(100, 30);
    await terminal.press('fg', 'enter');
    await terminal.waitFor(/ksmtop help/);
    expect(terminal.alternateScreen).toBe(true);
    await terminal.press('escape');
    await terminal.waitFor((lines) => /q quit$/.test(lines[29] ?? ''));
    await terminal.press('q');
    await terminal.waitFor(/> $/m);
    expect(terminal.alternateScreen).toBe(false);
  });

  test('SIGUSR1 opens no debugger', async () => {
    await using terminal = ksmtop();
    await shown(terminal);
    terminal.kill('SIGUSR1');
    await terminal.press('?');
    await terminal.waitFor(/ksmtop help/);
    expect(terminal.rawOutput.toString()).not.toContain('Debugger listening');
  });

  test.skipIf(isExecutable)('keeps warnings of Node off the screen', async () => {
    await using terminal = ksmtop([], {
      columns: 120,
      rows: 40,
      env: {
        NODE_OPTIONS:
          '--import=data:text/javascript,setTimeout(()=>process.emitWarning(%22spilt%22),1500)',
      },
    });
    await shown(terminal);
    await terminal.waitFor((lines) => / +▁▁▁ /.test(lines[5] ?? ''), {what: 'a third sample'});
    expect(terminal.text()[0]).toMatch(/^ksmtop /);
    expect(terminal.text().join()).not.toContain('spilt');
    await terminal.press('q');
    await terminal.exited;
    expect(terminal.text().join()).toContain('spilt');
  });

  test('draws no colour with NO_COLOR, and ASCII only in a plain locale', async () => {
    await using terminal = ksmtop([], {env: {NO_COLOR: '1', LANG: 'C'}});
    await terminal.waitFor(/>host/);
    const output = terminal.rawOutput.toString('latin1');
    expect(output).not.toMatch(/\u001b\[[\d;]*(?:3[0-7]|4[0-7]|9[0-7])m/);
    expect(output).not.toMatch(/[\u0080-\u00ff]/);
  });
});
