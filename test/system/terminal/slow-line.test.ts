import {readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';
import {expect, test} from 'vitest';
import {cleanEnv} from '../../support/pty.js';
import {clickAt, placeOf} from '../../support/screen/mouse.js';
import {Screen} from '../../support/screen/screenText.js';
import {until} from '../../support/until.js';
import {ksmtopProgram} from '../harness/ksmtop.js';

const columns = 100;
const rows = 30;

const residentMiB = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;

/** The time at the end of the first line. */
const clockMs = (screen: Screen) => {
  const time = /(\d\d:\d\d:\d\d)$/.exec(screen.text()[0] ?? '')?.[1];
  return time === undefined ? undefined : Date.parse(`${new Date().toDateString()} ${time}`);
};

/** Ten bits a byte. */
const bytesPerSecond = 9600 / 10;

test('at 9,600 baud the picture is of the present, though frames come faster, and the mouse works', async () => {
  const {command, args} = ksmtopProgram('-d', '0.1');
  const terminal = spawn(command, [...args], {cols: columns, rows, env: cleanEnv, encoding: null});
  const screen = new Screen(columns, rows);
  // The terminal answers when it comes to what it is asked.
  screen.onAnswer((answer) => terminal.write(answer));
  let ended = false;
  terminal.onExit(() => {
    ended = true;
  });
  let received = '';
  let arrived = Buffer.alloc(0);
  terminal.onData((data) => {
    received += (data as unknown as Buffer).toString('latin1');
    arrived = Buffer.concat([arrived, data as unknown as Buffer]);
    terminal.pause();
  });
  const stepMs = 20;
  const line = setInterval(() => {
    const carried = Math.round((bytesPerSecond * stepMs) / 1000);
    void screen.write(arrived.subarray(0, carried));
    arrived = arrived.subarray(carried);
    if (arrived.length === 0) terminal.resume();
  }, stepMs);
  try {
    await until('the screen', () => screen.text().at(-1)?.includes('quit') ?? false);
    await pause(2000);
    const lags: number[] = [];
    for (let look = 0; look < 40; look++) {
      await pause(250);
      lags.push(Date.now() - (clockMs(screen) ?? 0));
    }
    // A frame is drawn, comes while the next one waits, and stays until that one has come; and the
    // clock has whole seconds.
    const [, , ...frames] = received.split('\u001b[?2026h');
    const longestMs = (Math.max(...frames.map(({length}) => length)) / bytesPerSecond) * 1000;
    expect(Math.max(...lags)).toBeLessThan(2 * longestMs + 1500);
    expect(longestMs).toBeLessThan(3000);
    const help = placeOf({lines: () => screen.text()}, '? help');
    terminal.write(clickAt(help.line, help.column));
    const pressedMs = Date.now();
    await until('the help', () => screen.text()[0]?.includes('ksmtop help') ?? false);
    expect(Date.now() - pressedMs).toBeLessThan(6000);
    terminal.write('q');
    await until('the list', () => clockMs(screen) !== undefined);
    terminal.write('q');
    await until('its end', () => ended);
  } finally {
    clearInterval(line);
    if (!ended) terminal.kill('SIGKILL');
    screen.dispose();
  }
});

test.concurrent('a terminal that does not read costs no memory, and shows the present when it does', async () => {
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

/** A shell in a terminal whose answers are so long on their way. */
function farShell(lateMs: number, variables: Readonly<Record<string, string>> = {}) {
  const env = {...cleanEnv, PS1: 'prompt> ', TERM: 'xterm', ...variables};
  const terminal = spawn('bash', ['--norc', '-i'], {cols: columns, rows, env, encoding: null});
  const screen = new Screen(columns, rows);
  let late = 0;
  let answered = 0;
  screen.onAnswer((answer) => {
    late++;
    setTimeout(() => {
      terminal.write(answer);
      late--;
      answered++;
    }, lateMs);
  });
  terminal.onData((data) => void screen.write(data as unknown as Buffer));
  const lastLine = () =>
    screen
      .text()
      .findLast((line) => line !== '')
      ?.trimEnd();
  return {
    write: (keys: string) => terminal.write(keys),
    text: () => screen.text().join('\n'),
    shown: () => until('the screen', () => screen.text().at(-1)?.includes('quit') ?? false),
    prompt: () => until('the shell', () => lastLine() === 'prompt>'),
    answers: () => until('the answers', () => late === 0 && answered > 0),
    [Symbol.dispose]() {
      terminal.kill('SIGKILL');
      screen.dispose();
    },
  };
}

/** No answer of the terminal reaches the shell as typing: it does what it is told, and nothing else. */
async function expectNothingLeft(
  shell: ReturnType<typeof farShell>,
  command: string,
  answer: string,
): Promise<void> {
  await shell.answers();
  shell.write(`${command}\n`);
  await until('its answer', () => shell.text().split('\n').includes(answer));
  expect(shell.text()).not.toMatch(/\^\[|prompt> n/);
}

const commandLine = () => {
  const {command, args} = ksmtopProgram('-d', '0.1');
  return `${[command, ...args].map((word) => `'${word}'`).join(' ')}\n`;
};

test.concurrent('what a far terminal answers late is not left to the shell', async () => {
  using shell = farShell(300);
  shell.write(commandLine());
  await shell.shown();
  shell.write('\u001a');
  await shell.prompt();
  await shell.answers();
  shell.write('fg\n');
  await shell.shown();
  shell.write('q');
  await shell.prompt();
  await expectNothingLeft(shell, 'echo free', 'free');
});

test.concurrent.each([1500, 3000])(
  'nor when that takes %i ms, from the first answer on',
  async (lateMs) => {
    using shell = farShell(lateMs);
    shell.write(commandLine());
    await shell.shown();
    shell.write('q');
    await shell.prompt();
    await expectNothingLeft(shell, 'echo free', 'free');
  },
);

test.concurrent('who quits once more does not wait for answers', async () => {
  using shell = farShell(8000);
  shell.write(commandLine());
  await shell.shown();
  shell.write('q');
  const pressedMs = Date.now();
  await until('that it waits', () => Date.now() - pressedMs > 500);
  shell.write('q');
  await shell.prompt();
  expect(Date.now() - pressedMs).toBeLessThan(4000);
});

test.concurrent('nor when the program fails', async () => {
  const failing = 'setTimeout(()=>{throw%20new%20Error(%22it%20failed%22)},4000)';
  using shell = farShell(300, {NODE_OPTIONS: `--import=data:text/javascript,${failing}`});
  shell.write(commandLine());
  await shell.shown();
  await shell.prompt();
  expect(shell.text()).toMatch(/^ksmtop: Error: it failed$/m);
  await expectNothingLeft(shell, 'echo $?', '1');
});
