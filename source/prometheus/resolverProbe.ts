import {spawn} from 'node:child_process';
import {isIP} from 'node:net';

/**
 * Tells whether the resolver answers for a name, found or not. A look-up within this program holds a
 * thread that nothing can end, and the program with it; a child can be killed.
 */
export type ResolverProbe = (url: URL, signal: AbortSignal) => Promise<boolean>;

const validMs = 30_000;
const patienceMs = 5000;

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
    // Where there is no such program, nothing can be checked.
    child.on('error', end);
  });
}
