import {spawn} from 'node:child_process';
import {once} from 'node:events';

/** Nothing runs but what was prepared. */
const holdNothing = 'echo ready; cat >/dev/null';

/** @type {Set<() => Promise<void>>} */
const live = new Set();

/**
 * Runs a shell that prepares something, holds it, and cleans up when its input ends: after
 * `release`, or when this program ends in any way. Ctrl-C does not reach it: it has its own session.
 * Resolves once it has written what it holds; to nothing when it ended before. Released before
 * that, it gets SIGTERM, if it asks for it: `trap - TERM`.
 *
 * @param {object} script parts of it
 * @param {readonly string[]} [script.args] `$1`, `$2`, …
 * @param {string} [script.prepare]
 * @param {string} [script.hold] writes, and ends with its input
 * @param {string} [script.cleanUp]
 */
export async function guard({args = [], prepare = '', hold = holdNothing, cleanUp = ''}) {
  const script = ["trap '' INT TERM HUP PIPE", prepare, hold, cleanUp].join('\n');
  const shell = spawn('sh', ['-c', script, 'sh', ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(shell, 'close');
  let ready = false;
  const release = async () => {
    shell.stdin.end();
    if (!ready && shell.pid !== undefined) process.kill(-shell.pid, 'SIGTERM');
    await ended;
    live.delete(release);
  };
  live.add(release);
  const said = await Promise.race([once(shell.stdout, 'data'), ended.then(() => undefined)]);
  ready = true;
  // Its output is not read from here on, and a full pipe would block it.
  shell.stdout.resume();
  if (said !== undefined) return {said: String(said[0]).trim(), release};
  live.delete(release);
  return undefined;
}

/** Cleans up everything that is guarded, newest first: it may depend on older things. */
export async function releaseAll() {
  for (const release of [...live].reverse()) await release();
}
