import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {terminalReplies} from '../../fixtures/terminalInput.js';
import {type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {after, program, shellLine} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {clickAt, wheelAt} from '../../support/screen/mouse.js';
import {until} from '../../support/until.js';
import {isExecutable, ksmtop, ksmtopProgram} from '../harness/ksmtop.js';

/*
 * What a terminal says is not what a person typed: the host is a tree of files, and whatever is
 * written to it shows.
 */

const shown = (terminal: Terminal) => terminal.waitFor(/CONTAINER.*SAVED.*\n▸/, {what: 'the list'});

function parametersOf({sysfs}: WrittenTree): Readonly<Record<string, string>> {
  const directory = join(sysfs, 'kernel/mm/ksm');
  const names = readdirSync(directory, {withFileTypes: true}).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({name}) => [name, readFileSync(join(directory, name), 'latin1')]),
  );
}

/** ksmtop on a host of its own; before it ends, nothing was written and nothing is open. */
async function onHost(
  act: (terminal: Terminal, tree: WrittenTree) => Promise<void>,
  {untouched = true} = {},
): Promise<void> {
  using tree = writeTree(kernel6_18.files);
  const before = parametersOf(tree);
  await using terminal = ksmtop(['--procfs', tree.procfs, '--sysfs', tree.sysfs]);
  await shown(terminal);
  await act(terminal, tree);
  if (untouched) {
    await actsOnKeys(terminal);
    expect(parametersOf(tree)).toEqual(before);
  }
  await terminal.press('q');
  expect(await terminal.exited).toMatchObject({code: 0});
}

/** One key has one effect, so what came before it has left nothing open and nothing unfinished. */
async function actsOnKeys(terminal: Terminal): Promise<void> {
  await terminal.press('c');
  await terminal.waitFor(/[KMG]iB [┼┤]/, {what: 'the chart'});
  await terminal.press('c');
  await terminal.waitFor(/^unshared +\d/m, {what: 'the trends'});
  expect(terminal.text().join('\n')).not.toMatch(/y\/N|filter:|ksmtop help/);
  expect(terminal.text().at(-1)).toMatch(/q quit$/);
}

async function sendSplit(terminal: Terminal, bytes: Uint8Array, gapMs: number): Promise<void> {
  for (const byte of bytes) {
    terminal.send(Uint8Array.of(byte));
    await pause(gapMs);
  }
}

/** Where a text is: its line and column, the last one of its line. */
function placeOnScreen(terminal: Terminal, text: string): [line: number, column: number] {
  const line = terminal.text().findIndex((shown) => shown.includes(text));
  return [line, terminal.text()[line]?.lastIndexOf(text) ?? -1];
}

/** How long the rest of a sequence may be on its way. */
const remainderMs = 1600;

describe.concurrent('what the terminal says', () => {
  test('does nothing, each reply whole, and three times', async () => {
    await onHost(async (terminal) => {
      for (const [, reply] of terminalReplies) {
        terminal.send(reply);
        await pause(5);
        terminal.send(Buffer.concat([reply, reply, reply]));
        await pause(5);
      }
    });
  });

  test('does nothing in pieces of 25 ms', async () => {
    const short = terminalReplies.filter(([, {length}]) => length < 20);
    await onHost(async (terminal) => {
      for (const [, reply] of short) await sendSplit(terminal, reply, 25);
    });
  }, 120_000);

  test('does nothing in pieces of 200 ms', async () => {
    const names = [
      'clipboard',
      'title',
      'mouse, X10, s and u',
      'focus',
      'mouse, X10',
      'kitty, let go of a letter',
    ];
    await onHost(async (terminal) => {
      for (const [name, reply] of terminalReplies) {
        if (names.includes(name)) await sendSplit(terminal, reply, 200);
      }
      for (const key of ['\u001b[B', '\u001bOB', '\u001b[15~', '\u001b[6~']) {
        await sendSplit(terminal, Buffer.from(key), 200);
      }
      await pause(remainderMs);
    });
  }, 120_000);

  test('does nothing when the rest comes a second later', async () => {
    await onHost(async (terminal) => {
      for (const [first, rest] of [
        ['\u001b', '[B'],
        ['\u001b[', 'B'],
        ['\u001b]52;c;', 'ZXNluyB4\u0007'],
      ] as const) {
        terminal.send(Buffer.from(first));
        await pause(1000);
        terminal.send(Buffer.from(rest));
      }
    });
  });
});

describe.concurrent('the keys', () => {
  test.each([
    ['xterm, tmux, screen', '\u001bOP', '\u001b[B', '\u001b[A', '\u001b'],
    ['xterm in application mode', '\u001bOP', '\u001bOB', '\u001bOA', '\u001b'],
    ['linux', '\u001b[[A', '\u001b[B', '\u001b[A', '\u001b'],
    ['rxvt, PuTTY', '\u001b[11~', '\u001b[B', '\u001b[A', '\u001b'],
    ['kitty', '\u001b[P', '\u001b[1;1:1B', '\u001b[1;1:1A', '\u001b[27u'],
  ])('of %s act', async (_, help, down, up, close) => {
    await onHost(async (terminal) => {
      const marked = () => terminal.text().findIndex((line) => line.startsWith('▸'));
      const first = marked();
      await terminal.press(help);
      await terminal.waitFor(/ksmtop help/);
      await terminal.press(close);
      await shown(terminal);
      await terminal.press(down);
      await terminal.waitFor(() => marked() === first + 1, {what: 'the next row'});
      await terminal.press(up);
      await terminal.waitFor(() => marked() === first, {what: 'the row before'});
    });
  });

  test('act behind an Escape, a bracket after a while', async () => {
    await onHost(
      async (terminal, tree) => {
        for (let times = 0; times < 2; times++) {
          // The second time behind an Escape that was seen to act: on a busy machine, one that is
          // followed at once by a key would be the beginning of a sequence.
          await terminal.press('?');
          await terminal.waitFor(/ksmtop help/);
          await terminal.press('escape');
          await shown(terminal);
        }
        await pause(remainderMs + 100);
        const pages = () => String(parametersOf(tree)['pages_to_scan']);
        expect(pages()).toBe('1000\n');
        await terminal.press('[');
        // A file is not cut, as sysfs does it.
        await until('half of the pages', () => pages().startsWith('500'));
      },
      {untouched: false},
    );
  });
});

describe.concurrent('text', () => {
  test.each([
    ['plain', 'buy'],
    ['plain', 's]\r'],
    ['plain, long', 'lsuy[]{}zw\r'.repeat(1000)],
    ['marked as pasted', '\u001b[200~buy\u001b[201~'],
    ['marked as pasted, long', `\u001b[200~${'lsuy[]{}zw\r'.repeat(1000)}\u001b[201~`],
  ])('that is pasted is no command: %s', async (_, text) => {
    await onHost(async (terminal) => {
      for (let times = 0; times < 2; times++) {
        terminal.send(Buffer.from(text));
        await pause(400);
      }
    });
  });

  test('that is pasted goes into a prompt, in one line', async () => {
    await onHost(async (terminal) => {
      await terminal.press('/');
      await terminal.waitFor(/filter: _/);
      terminal.send(Buffer.from('\u001b[200~no\u0007 su\r\nch\n\u001b[201~'));
      await terminal.waitFor(/filter: no su ch_/);
      await terminal.press('escape');
      await shown(terminal);
    });
  });

  test('does not answer a question that nobody can have read', async () => {
    await onHost(
      async (terminal, tree) => {
        await terminal.press('u');
        await terminal.waitFor(/y\/N/);
        terminal.send(Buffer.from('y'));
        await pause(500);
        expect(terminal.text().join('\n')).toMatch(/y\/N/);
        expect(parametersOf(tree)['run']).toBe('1\n');
        await terminal.confirm();
        await until('run is 2', () => parametersOf(tree)['run']?.trim() === '2');
      },
      {untouched: false},
    );
  });
});

describe('the modes of the terminal', () => {
  const leftOn = String.raw`printf '\033[?1000h\033[?1003h\033[?1006h\033[?1004h'`;

  test('that a crashed program left on are turned off, and pastes are marked', async () => {
    await using terminal = Terminal.start(after(leftOn, ksmtopProgram('--no-mouse')));
    await shown(terminal);
    await terminal.waitFor(() => terminal.bracketedPaste, {what: 'bracketed paste'});
    expect(terminal.mouseTracking).toBe(false);
    expect(terminal.rawOutput.toString('latin1')).toContain('\u001b[>0u');
    await terminal.press('q');
    await terminal.exited;
    expect([terminal.bracketedPaste, terminal.mouseTracking]).toEqual([false, false]);
    expect(terminal.rawOutput.toString('latin1')).toContain('\u001b[<u');
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('are as before after %s', async (signal) => {
    await using terminal = ksmtop();
    await shown(terminal);
    await terminal.waitFor(() => terminal.bracketedPaste, {what: 'bracketed paste'});
    terminal.kill(signal);
    await terminal.exited;
    expect(terminal.bracketedPaste).toBe(false);
  });

  test('are as before while it is stopped, and on again with fg', async () => {
    // A shell that does not turn them on itself.
    await using terminal = Terminal.start({
      command: '/bin/sh',
      args: ['-i'],
      env: {PS1: '> ', ENV: undefined},
    });
    await terminal.waitFor(/^> $|^> *$/m);
    const {command, args} = ksmtopProgram();
    await terminal.press([command, ...args].join(' '), 'enter');
    await shown(terminal);
    const modes = () => [terminal.bracketedPaste, terminal.mouseTracking];
    const areOn = () => modes().every((isOn) => isOn);
    await terminal.waitFor(areOn, {what: 'bracketed paste and mouse'});
    await terminal.press('ctrl-z');
    await terminal.waitFor(/Stopped/);
    expect(modes()).toEqual([false, false]);
    await terminal.press('fg', 'enter');
    await shown(terminal);
    await terminal.waitFor(areOn, {what: 'bracketed paste and mouse'});
    // What is on its way when the mouse is turned off is not left to the shell.
    await terminal.press(`${wheelAt(20, 9, 'down').repeat(20)}q${clickAt(20, 9)}`);
    await terminal.waitFor(() => !terminal.alternateScreen);
    expect(modes()).toEqual([false, false]);
    await terminal.waitFor(/\n> \s*$/, {what: 'the prompt of the shell'});
    expect(terminal.text().join('\n')).not.toMatch(/;\d+M|not found/);
  });
});

describe.each([
  [80, 24],
  [200, 60],
])('the mouse at %i×%i', (columns, rows) => {
  test('selects and opens rows, sorts, and presses keys', async () => {
    using tree = writeTree(kernel6_18.files);
    const roots = ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
    await using terminal = ksmtop(roots, {columns, rows});
    await shown(terminal);
    const clickOn = (text: string) => terminal.press(clickAt(...placeOnScreen(terminal, text)));
    await clickOn('PROFIT');
    await terminal.waitFor('PROFIT ▾');
    await clickOn('PROFIT');
    await terminal.waitFor('PROFIT ▴');
    await clickOn('? help');
    await terminal.waitFor('ksmtop help');
    await clickOn('Esc back');
    await shown(terminal);
    await clickOn('▸');
    await terminal.waitFor(/^ +PID /m);
    await pause(500);
    await clickOn('▸');
    await terminal.waitFor('ksm_rmap_items');
    await terminal.press('Y');
    await terminal.waitFor('Copied, if the terminal allows it (OSC 52): ');
    const copied = /\u001b\]52;c;([\w+/=]+)\u0007/.exec(terminal.rawOutput.toString('latin1'));
    expect(Buffer.from(copied?.[1] ?? '', 'base64').toString()).toBe('3300 0 java');
    await terminal.press('M');
    await terminal.waitFor(() => !terminal.mouseTracking, {what: 'the mouse of the terminal'});
  });

  test('writes nothing and answers no question, wherever it clicks but on keys', async () => {
    using tree = writeTree(kernel6_18.files);
    const before = parametersOf(tree);
    const roots = ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
    await using terminal = ksmtop(roots, {columns, rows});
    await shown(terminal);
    const sweep = async () => {
      for (let line = 0; line < rows - 1; line++) {
        for (const column of [0, 9, columns - 12]) {
          terminal.send(Buffer.from(clickAt(line, column) + wheelAt(line, column, 'down')));
        }
        await pause(5);
      }
    };
    await sweep();
    await terminal.press('escape', 'escape', 'escape', 'u');
    await terminal.waitFor(/y\/N/);
    await sweep();
    await pause(500);
    expect(terminal.text().join('\n')).toMatch(/y\/N/);
    await terminal.press('n', 't');
    await terminal.waitFor(/written only by Enter/);
    await sweep();
    await pause(500);
    expect(parametersOf(tree)).toEqual(before);
    await terminal.press('f10');
    await terminal.exited;
  });
});

describe('inside another terminal program', () => {
  let directory: string;
  let tree: WrittenTree;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ksmtop-inside-'));
    tree = writeTree(kernel6_18.files);
  });
  afterEach(() => {
    rmSync(directory, {recursive: true});
    tree[Symbol.dispose]();
  });
  /** Nothing of it stays when the test gives its terminal up. */
  const settings = (text: string) => {
    const path = join(directory, 'settings');
    writeFileSync(path, text);
    return path;
  };
  const roots = () => ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
  const clickOn = (terminal: Terminal, text: string) =>
    terminal.press(clickAt(...placeOnScreen(terminal, text)));

  test.skipIf(missing('the mouse in tmux', 'tmux'))('the mouse works in tmux', async () => {
    const configuration = settings('set -g mouse on\nset -g destroy-unattached on\n');
    const {command, args} = program('tmux', '-f', configuration, 'new-session');
    await using terminal = Terminal.start({
      command,
      args: [...args, shellLine(ksmtopProgram(...roots()))],
      env: {TMUX_TMPDIR: directory},
    });
    await shown(terminal);
    await clickOn(terminal, '? help');
    await terminal.waitFor('ksmtop help');
    await terminal.press('escape');
    await shown(terminal);
    await terminal.press('f10');
    await terminal.exited;
    expect(terminal.mouseTracking).toBe(false);
  });

  test.skipIf(missing('the mouse in GNU screen', 'screen'))(
    'in GNU screen Esc works at once, and the mouse after M',
    async () => {
      const {command, args} = program('screen', '-c', settings('autodetach off\n'), '-U');
      const inside = ksmtopProgram(...roots());
      await using terminal = Terminal.start({
        command,
        args: [...args, inside.command, ...inside.args],
        env: {SCREENDIR: directory},
      });
      await shown(terminal);
      expect(terminal.mouseTracking).toBe(false);
      await terminal.press('?');
      await terminal.waitFor('ksmtop help');
      await terminal.press('escape');
      await shown(terminal);
      await terminal.press('M');
      await terminal.waitFor(() => terminal.mouseTracking, {what: 'the mouse'});
      await clickOn(terminal, '? help');
      await terminal.waitFor('ksmtop help');
      await terminal.press('f10');
      await terminal.exited;
      expect(terminal.mouseTracking).toBe(false);
    },
  );
});

describe('the mouse is off', () => {
  test.skipIf(isExecutable)('after an exception', async () => {
    const fault = 'setTimeout(()=>{throw(new(Error)(%22fault%22))},1500)';
    await using terminal = ksmtop([], {
      env: {NODE_OPTIONS: `--import=data:text/javascript,${fault}`},
    });
    await shown(terminal);
    await terminal.waitFor(() => terminal.mouseTracking, {what: 'the mouse'});
    expect(await terminal.exited).toMatchObject({code: 1});
    expect([terminal.alternateScreen, terminal.mouseTracking]).toEqual([false, false]);
    expect(terminal.text().join('\n')).toContain('fault');
  });

  test('at the end, though a child was killed', async () => {
    await using terminal = ksmtop();
    await shown(terminal);
    const children = readFileSync(`/proc/${terminal.pid}/task/${terminal.pid}/children`, 'utf8');
    for (const pid of children.trim().split(' ').filter(Boolean))
      process.kill(Number(pid), 'SIGKILL');
    await actsOnKeys(terminal);
    await terminal.press('q');
    expect(await terminal.exited).toMatchObject({code: 0});
    expect([terminal.alternateScreen, terminal.mouseTracking]).toEqual([false, false]);
  });
});

describe('TERM=dumb', () => {
  test('gets lines of text, as where there is no terminal', async () => {
    await using terminal = ksmtop(['-d', '0.2'], {env: {TERM: 'dumb'}});
    await until('a line', () => terminal.bytesReceived > 100);
    expect(terminal.rawOutput.includes('\u001b')).toBe(false);
    await terminal.press('ctrl-c');
    expect(await terminal.exited).toMatchObject({signal: 'SIGINT'});
  });

  test('gets a sentence where that is not possible', async () => {
    for (const [args, sentence] of [
      [['replay', 'none.gz'], 'replay needs a terminal with cursor control; TERM is "dumb".'],
      [['-H', 'a', '-H', 'b'], 'need a terminal with cursor control (TERM is "dumb")'],
    ] as const) {
      await using terminal = ksmtop(args, {env: {TERM: 'dumb'}, columns: 200});
      expect(await terminal.exited).toMatchObject({code: 2});
      expect(terminal.text().join('\n')).toContain(sentence);
    }
  });
});

describe('the question of a command', () => {
  const widen = (tree: WrittenTree) =>
    ksmtopProgram('set', 'max_page_sharing=512', '--procfs', tree.procfs, '--sysfs', tree.sysfs);

  test.each([['y\n'], ['y'], ['y\ny\ny\n']])(
    'is not answered by %j, typed before it',
    async (early) => {
      using tree = writeTree(kernel6_18.files);
      const before = parametersOf(tree);
      await using terminal = Terminal.start(widen(tree));
      terminal.send(Buffer.from(early));
      await terminal.waitFor('Continue? y/N');
      await terminal.press('enter');
      expect(await terminal.exited).toMatchObject({code: 1});
      expect(parametersOf(tree)).toEqual(before);
    },
  );

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'])(
    'is answered no by %s, and the shell has its terminal as it was',
    async (signal) => {
      using tree = writeTree(kernel6_18.files);
      const before = parametersOf(tree);
      const {command, args} = widen(tree);
      const shell = 'trap : TERM HUP INT; "$@"; echo "code $?"; stty -a';
      await using terminal = Terminal.start(
        program('/bin/sh', '-c', shell, 'sh', command, ...args),
      );
      await terminal.waitFor('Continue? y/N');
      // To the shell and to ksmtop.
      process.kill(-terminal.pid, signal);
      await terminal.exited;
      const text = terminal.text().join('\n');
      expect(text).toContain('ksmtop: nothing was changed.\ncode 1');
      expect(text).toMatch(/ icanon .* echo /s);
      expect(parametersOf(tree)).toEqual(before);
    },
  );
});
