import {spawn} from 'node:child_process';
import {once} from 'node:events';

/** What was prepared is all there is. */
const holdNothing = 'echo ready; cat >/dev/null';

/** @type {Set<() => Promise<void>>} */
const live = new Set();

/**
 * A shell that prepares something, holds it, and cleans up when its input ends: because `release`
 * was called, or because this program is gone, however it ended. It has a session of its own: a
 * Ctrl-C does not reach it. Resolves when it has written what it holds; to nothing when it ended
 * before. Released before that, it is sent SIGTERM, which it must ask for: `trap - TERM`.
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
  // Nobody listens from here on, and a full pipe would block it.
  shell.stdout.resume();
  if (said !== undefined) return {said: String(said[0]).trim(), release};
  live.delete(release);
  return undefined;
}

/** Everything that is guarded, cleaned up: the newest first, for it may rest on what is older. */
export async function releaseAll() {
  for (const release of [...live].reverse()) await release();
}
