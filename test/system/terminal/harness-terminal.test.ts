import {describe, expect, test} from 'vitest';
import {program} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {until} from '../../support/until.js';
import {childrenOf, exeOf, isInForeground, isRunning} from '../harness/ksmd/process-files.js';
import {start} from '../harness/running.js';

test('a program is stopped though what it started keeps its output open', async () => {
  const shell = await start(program('/bin/sh', '-c', 'sleep 40 & echo "started $!"; wait'));
  const [, child] = /started (\d+)/.exec(await shell.waitForOutput(/started \d+\n/)) ?? [];
  const startMs = performance.now();
  try {
    await shell.stop();
    expect(performance.now() - startMs).toBeLessThan(20_000);
  } finally {
    process.kill(Number(child));
  }
});

describe('terminal', {timeout: 60_000}, () => {
  test('shows what a shell prints, and types into it', async () => {
    await using terminal = Terminal.start({command: '/bin/sh', args: [], columns: 60, rows: 10});
    await terminal.press('echo $((6 * 7)) $TERM $CI $LANG', 'enter');
    await terminal.waitFor('42 xterm-256color true C.UTF-8');
    await terminal.press('stty size', 'enter');
    await terminal.waitFor(/\b10 60$/m);
    terminal.resize(100, 20);
    await terminal.press('stty size', 'enter');
    await terminal.waitFor(/\b20 100$/m);
    expect(terminal.text()).toHaveLength(20);
    await terminal.press('exit 3', 'enter');
    expect(await terminal.exited).toEqual({code: 3, signal: null});
  });

  test('sends keys as an xterm does, Escape on its own', async () => {
    await using terminal = Terminal.start({
      command: process.execPath,
      args: [
        '-e',
        `process.stdin.setRawMode(true);
         process.stdin.on('data', data => console.log(JSON.stringify(String(data))));
         console.log('listening');`,
      ],
    });
    await terminal.waitFor('listening');
    await terminal.press('f10');
    await terminal.waitFor('"\\u001b[21~"');
    await terminal.press('escape', 'j');
    await terminal.waitFor(/^"\\u001b"\n"j"$/m);
    await terminal.press('ctrl-c');
    await terminal.waitFor('"\\u0003"');
  });

  test('knows the alternate screen, the cursor, colours and raw bytes', async () => {
    await using terminal = Terminal.start({
      command: '/bin/sh',
      args: [
        '-c',
        "printf '\\033[?1049h\\033[?25l\\033[7;31mred'; read x; printf '\\033[?1049l\\033[?25h'; read x",
      ],
    });
    await terminal.waitFor('red');
    expect(terminal.alternateScreen).toBe(true);
    expect(terminal.cursorVisible).toBe(false);
    expect(terminal.cell(0, 0)).toMatchObject({text: 'r', inverse: true, foreground: 1});
    expect(terminal.rawOutput.includes('\u001B[7;31m')).toBe(true);
    expect(terminal.bytesReceived).toBe(terminal.rawOutput.length);
    await terminal.press('enter');
    await terminal.waitFor(() => !terminal.alternateScreen);
    expect(terminal.cursorVisible).toBe(true);
  });

  test('answers what a program asks of it', async () => {
    await using terminal = Terminal.start({
      command: process.execPath,
      args: [
        '-e',
        `process.stdin.setRawMode(true);
         process.stdin.on('data', data => console.log('\\r\\n' + JSON.stringify(String(data))));
         process.stdout.write('\\u001B[6n');`,
      ],
    });
    await terminal.waitFor('"\\u001b[1;1R"');
  });

  test('fails with the screen when what is waited for does not come', async () => {
    await using terminal = Terminal.start({command: '/bin/sh', args: ['-c', 'echo here; exit 4']});
    await terminal.exited;
    await expect(terminal.waitFor('there')).rejects.toThrow(/code 4.*there[\s\S]*here/);
    await using silent = Terminal.start({command: '/bin/sleep', args: ['60']});
    await expect(silent.waitFor('x', {timeoutMs: 50, what: 'an x'})).rejects.toThrow('50 ms: an x');
  });

  test('tells a signal from an exit, and hangs up', async () => {
    const sleeper = {command: '/bin/sh', args: ['-c', 'echo up; exec sleep 60']};
    await using killed = Terminal.start(sleeper);
    await killed.waitFor('up');
    killed.kill('SIGTERM');
    expect(await killed.exited).toEqual({code: null, signal: 'SIGTERM'});
    await using hungUp = Terminal.start(sleeper);
    await hungUp.waitFor('up');
    hungUp.hangUp();
    expect(await hungUp.exited).toEqual({code: null, signal: 'SIGHUP'});
  });

  test('takes away variables, and stopped jobs when it is closed', async () => {
    await using terminal = Terminal.start({
      ...program('/bin/bash', '--norc'),
      env: {PS1: '> ', CI: undefined},
    });
    await terminal.waitFor('> ');
    await terminal.press('echo "<$CI>"; sleep 1234', 'enter');
    await terminal.waitFor(/^<>$/m);
    const pid = await until('sleep in the foreground', async () => {
      const [child] = await childrenOf(terminal.pid);
      // Between its birth and its own program the child still has the shell's signals.
      const isSleep = child !== undefined && (await exeOf(child)).endsWith('/sleep');
      return isSleep && (await isInForeground(child)) && child;
    });
    await terminal.press('ctrl-z');
    await terminal.waitFor('Stopped');
    expect(isRunning(pid)).toBe(true);
    await terminal.close();
    await until('the stopped job to be gone', () => !isRunning(pid));
  });
});
