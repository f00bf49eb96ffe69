import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';

const pollMs = 10;
/** USER_HZ is 100 on every architecture that Node runs on. */
const tickMs = 10;

/**
 * The CPU time that a program and its children took, in milliseconds. It is polled: a child that was
 * killed and not waited for counts in none of the kernel's sums.
 *
 * @param {readonly string[]} command
 */
export async function cpuOfTree([program = '', ...args]) {
  const child = spawn(program, args, {stdio: 'ignore'});
  const ended = once(child, 'exit');
  /** @type {Map<string, number>} */
  const times = new Map();
  const timer = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const stat = statOf(pid);
      if (!stat || (Number(pid) !== child.pid && Number(stat[1]) !== child.pid)) continue;
      times.set(pid, (Number(stat[11]) + Number(stat[12])) * tickMs);
    }
  }, pollMs);
  await ended;
  clearInterval(timer);
  return [...times.values()].reduce((sum, milliseconds) => sum + milliseconds, 0);
}

/** @param {string} pid */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}
