import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as delay} from 'node:timers/promises';
import {commandWords, type Program, program} from '../../support/program.js';
import type {ExitStatus, RunOptions} from '../../support/run.js';

/** A program that stays for as long as a test wants it. */
export type Running = {
  pid: number;
  /** Everything written so far, standard output and error in the order of arrival. */
  output(): string;
  /** Waits for output that matches; fails at once when the program ends without it. */
  waitForOutput(pattern: RegExp, timeoutMs?: number): Promise<string>;
  exited: Promise<ExitStatus>;
  /** Ends it with SIGKILL, and waits until it is gone. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const drainMs = 1000;

/**
 * Starts a program that dies with this process, even when this process is killed. `pid` is the
 * program's own: every wrapper replaces itself by what it wraps.
 */
export const start = async (
  of: Program,
  options: Pick<RunOptions, 'env' | 'cwd'> = {},
): Promise<Running> => {
  const {command, args} = program('setpriv', '--pdeathsig', 'KILL', ...commandWords(of));
  const child = spawn(command, args, {...options, stdio: ['ignore', 'pipe', 'pipe']});
  await once(child, 'spawn');
  let output = '';
  let ended = false;
  const looks = new Set<() => void>();
  const look = () => {
    for (const each of [...looks]) {
      each();
    }
  };

  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      look();
    });
  }

  const exited = once(child, 'close').then(([code, signal]): ExitStatus => {
    ended = true;
    look();
    return {code, signal};
  });

  const gone = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await gone;
    // What it started may keep them open.
    await Promise.race([exited, delay(drainMs, undefined, {ref: false})]);
    child.stdout.destroy();
    child.stderr.destroy();
  };

  return {
    pid: child.pid as number,
    output: () => output,
    exited,
    stop,
    [Symbol.asyncDispose]: stop,
    waitForOutput: (pattern, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const finish = (failure?: string) => {
          clearTimeout(timer);
          looks.delete(check);
          failure === undefined
            ? resolve(output)
            : reject(
                new Error(`${failure} ${pattern} from ${commandWords(of).join(' ')}: ${output}`),
              );
        };

        const check = () => {
          if (pattern.test(output)) {
            finish();
          } else if (ended) {
            finish('ended without');
          }
        };

        const timer = setTimeout(() => finish(`not within ${timeoutMs} ms`), timeoutMs);
        looks.add(check);
        check();
      }),
  };
};
