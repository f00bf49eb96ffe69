import {spawn} from 'node:child_process';
import {isIP} from 'node:net';

/**
 * Whether the resolver answers for a host name, found or not. A lookup in this process could block a
 * thread forever and keep the program from exiting; a child process can be killed.
 */
export type ResolverProbe = (url: URL, signal: AbortSignal) => Promise<boolean>;

const validMs = 30_000;
const patienceMs = 5000;

/** Creates a probe that caches its answer for the last name for 30 seconds. */
export function createResolverProbe(command = 'getent'): ResolverProbe {
  let name: string | undefined;
  let answers: Promise<boolean> | undefined;
  let askedMs = 0;
  return async ({hostname}, signal) => {
    const bare = hostname.replace(/^\[|\]$/g, '');
    if (isIP(bare) > 0 || signal.aborted) return true;
    if (!answers || name !== bare || performance.now() - askedMs > validMs) {
      name = bare;
      askedMs = performance.now();
      answers = ask(command, bare, signal);
    }
    const answered = await answers;
    if (!answered) answers = undefined;
    return answered;
  };
}

function ask(command: string, name: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, ['ahosts', name], {stdio: 'ignore'});
    const giveUp = () => {
      child.kill('SIGKILL');
      resolve(false);
    };
    const timer = setTimeout(giveUp, patienceMs);
    signal.addEventListener('abort', giveUp, {once: true});
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(true);
    };
    child.on('exit', end);
    // Without the program, the name cannot be probed and counts as answered.
    child.on('error', end);
  });
}
