import {spawn} from 'node:child_process';
import {once} from 'node:events';

export type Guard = {
  /** Cleans up now, and resolves when that is done. More than once is the same as once. */
  release(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type GuardOptions = {
  /** What is guarded, for messages. */
  what: string;
  /** Shell commands that come first; `guard` resolves when they are done. */
  prepare?: string;
  /** Shell commands that clean up; the exit status of the last one must be 0. */
  cleanUp: string;
};

/**
 * A shell that cleans up when its input ends: because `release` closed it, or because this process
 * is gone, even by SIGKILL. So a failed test, a timed-out worker and a normal end all clean up the
 * same way, and what a test left behind never meets the next one.
 *
 * The shell has a session of its own: a Ctrl-C in the terminal of the test run does not reach it.
 */
export const guard = async ({what, prepare = ':', cleanUp}: GuardOptions): Promise<Guard> => {
  const script = [
    "trap '' PIPE",
    `{ ${prepare}\n} >&2 || exit`,
    'echo ready',
    'while read -r _; do :; done',
    cleanUp,
  ].join('\n');
  const shell = spawn('/bin/sh', ['-c', script], {detached: true, stdio: 'pipe'});
  const ended = once(shell, 'close');
  let complaints = '';
  shell.stderr.on('data', (chunk) => {
    complaints += String(chunk);
  });
  const ready = once(shell.stdout, 'data');
  await Promise.race([ready, ended]);
  // Nothing reads from now on; the output of the clean-up must not fill the pipe and block it.
  shell.stdout.resume();
  if (shell.exitCode !== null) {
    throw new Error(`preparing ${what} failed (${shell.exitCode}): ${complaints}`);
  }

  let released: Promise<void> | undefined;
  const release = async () => {
    shell.stdin.end();
    const [code] = await ended;
    if (code !== 0) {
      throw new Error(`cleaning up ${what} failed (${code}): ${complaints}`);
    }
  };

  const releaseOnce = () => {
    released ??= release();
    return released;
  };
  return {release: releaseOnce, [Symbol.asyncDispose]: releaseOnce};
};
