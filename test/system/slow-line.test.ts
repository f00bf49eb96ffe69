import {readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';
import {expect, test} from 'vitest';
import {ksmtopProgram} from './harness/ksmtop.js';
import {Screen} from './harness/screen.js';
import {cleanEnv} from './harness/terminal.js';
import {until} from './harness/wait.js';

const columns = 100;
const rows = 30;

const residentMiB = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;

/** The time at the end of the first line. */
const clockMs = (screen: Screen) => {
  const time = /(\d\d:\d\d:\d\d)$/.exec(screen.text()[0] ?? '')?.[1];
  return time === undefined ? undefined : Date.parse(`${new Date().toDateString()} ${time}`);
};

test('a terminal that does not read costs no memory, and shows the present when it does', async () => {
  const {command, args} = ksmtopProgram('-d', '0.1');
  const terminal = spawn(command, [...args], {cols: columns, rows, env: cleanEnv, encoding: null});
  const screen = new Screen(columns, rows);
  terminal.onData((data) => void screen.write(data as unknown as Buffer));
  let ended = false;
  terminal.onExit(() => {
    ended = true;
  });
  try {
    await until('the screen', () => clockMs(screen) !== undefined);
    await pause(2000);
    const before = residentMiB(terminal.pid);
    terminal.pause();
    await pause(6000);
    // A hundred frames later.
    expect(residentMiB(terminal.pid) - before).toBeLessThan(25);
    terminal.resume();
    await until('the present', () => Date.now() - (clockMs(screen) ?? 0) < 2000);
    terminal.write('q');
    await until('its end', () => ended);
  } finally {
    if (!ended) terminal.kill('SIGKILL');
    screen.dispose();
  }
});
