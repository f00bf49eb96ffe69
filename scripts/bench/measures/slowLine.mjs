import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as pause} from 'node:timers/promises';
import xterm from '@xterm/headless';
import {until} from '../machine/until.mjs';

/** Of 9,600 baud: 8 bits, a start and a stop. */
const bytesASecond = 960;
const columns = 160;
const rows = 45;

/**
 * Seconds by which the clock on the screen is behind, at the end of a slow line.
 *
 * @param {import('./measures.mjs').Bench} bench
 */
export async function lag({live, programs, effort}) {
  const numbers = [bytesASecond, columns, rows].map(String);
  const line = spawn(programs.slowLine, [...numbers, ...live], {
    env: {PATH: process.env.PATH, HOME: '/', LANG: 'C.UTF-8', TERM: 'xterm-256color', TZ: 'UTC'},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(line, 'close');
  const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
  // A real terminal answers a query when it processes it.
  terminal.onData((answer) => line.stdin.write(answer));
  /** @type {number | undefined} */
  let shown;
  line.stdout.on('data', (bytes) =>
    terminal.write(bytes, () => {
      // An incomplete frame is not on the screen yet.
      if (!terminal.modes.synchronizedOutputMode) shown = clockSeconds(terminal) ?? shown;
    }),
  );
  try {
    await until('a clock', () => shown !== undefined);
    await pause(effort.lineSeconds * 1000);
    const figures = [];
    for (let reading = 0; reading < effort.lineSeconds * 4; reading++) {
      await pause(250);
      figures.push(secondsBehind(Number(shown)));
    }
    return {figures};
  } finally {
    line.stdin.end();
    await ended;
    terminal.dispose();
  }
}

const daySeconds = 86_400;

/** The time of day at the end of the first line. @param {xterm.Terminal} terminal */
function clockSeconds(terminal) {
  const {active} = terminal.buffer;
  const line = active.getLine(active.baseY)?.translateToString(true) ?? '';
  const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d)$/.exec(line) ?? [];
  if (seconds === undefined) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** @param {number} shown time of day */
function secondsBehind(shown) {
  const behind = ((Date.now() / 1000) % daySeconds) - shown;
  return behind < -daySeconds / 2 ? behind + daySeconds : behind;
}
