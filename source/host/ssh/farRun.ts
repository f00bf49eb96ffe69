import {type ChildProcess, spawn} from 'node:child_process';
import {scriptWord} from '../../text/shell.js';
import {showUntrusted} from '../../text/untrusted.js';
import {explainEnd} from './connectionEnd.js';
import {type Destination, sshArguments} from './sshCommand.js';

/** How one run of the ksmtop of a remote host ended. */
export type FarEnd = {
  /** What it printed, up to the end of the connection. */
  output: string;
  /** Why there may be more, or nothing, as a sentence without its beginning; absent: it is whole. */
  problem?: string;
  /** It cannot have done anything. */
  notStarted?: true;
};

/** One run of the ksmtop of a remote host. */
export type FarRun = {
  /** Never rejects. */
  readonly ended: Promise<FarEnd>;
  /** Tells it to end with what it has; the connection is closed if it does not. */
  stop(): void;
  /** Closes the connection at once, which ends it, too. */
  kill(): void;
};

export type FarRunOptions = {
  /** What it prints, as it comes. */
  take?: ((text: string) => void) | undefined;
  /** After this time it is asked to end. */
  timeLimitSeconds: number;
  start?: StartThere | undefined;
};

/** Starts a command on the host; its input is a pipe. */
export type StartThere = (command: string) => ChildProcess;

/** A map of a thousand containers has half a million pairs. */
const mostBytes = 67_108_864;
const mostErrorBytes = 1_048_576;
const errorsKept = 4000;
const longestReason = 300;
/** A process that is being opted out ends this first. */
const stopTimeoutMs = 15_000;

/** Runs ksmtop there with these words. Its input is this connection, so it ends with it. */
export function runFarKsmtop(
  to: Destination,
  words: readonly string[],
  {take, timeLimitSeconds, start = (command) => startBySsh(to, command)}: FarRunOptions,
): FarRun {
  const child = start(farCommand(to.sudo === true));
  const decoder = new TextDecoder();
  const output: string[] = [];
  let bytes = 0;
  let errorBytes = 0;
  let errors = '';
  let abuse: string | undefined;
  let killer: NodeJS.Timeout | undefined;

  function kill(): void {
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.kill('SIGKILL');
  }

  function stop(): void {
    child.stdin?.end();
    killer ??= setTimeout(kill, stopTimeoutMs);
  }

  function abort(reason: string): void {
    abuse ??= reason;
    kill();
  }

  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) return abort(`it sent more than ${mostBytes / 2 ** 20} MiB`);
    const text = decoder.decode(chunk, {stream: true});
    output.push(text);
    take?.(text);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errorBytes += chunk.length;
    errors = (errors + chunk.toString()).slice(-errorsKept);
    if (errorBytes > mostErrorBytes) abort('it sent more than 1 MiB of error messages');
  });
  // It may have ended before.
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${scriptFor(words)}\n`);
  const limit = setTimeout(stop, timeLimitSeconds * 1000);
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  }).then((status): FarEnd => {
    clearTimeout(limit);
    clearTimeout(killer);
    const text = output.join('');
    if (abuse !== undefined)
      return {output: text, problem: `${abuse}, so the connection was closed.`};
    return {output: text, ...problemOf(to.destination, status, errors, text !== '')};
  });
  return {ended, stop, kill};
}

function startBySsh(to: Destination, command: string): ChildProcess {
  const options = sshArguments(to, false);
  // The last one is the command.
  return spawn('ssh', [...options.slice(0, -1), command], {stdio: 'pipe', detached: true});
}

/** Any login shell runs this; what it reads is for a POSIX shell. Messages of sudo are in English. */
function farCommand(sudo: boolean): string {
  return `exec ${sudo ? 'env LC_ALL=C sudo -n ' : ''}/bin/sh -c 'read -r script && eval "$script"'`;
}

/** A program started in the background ignores SIGINT, so SIGTERM ends it. */
function scriptFor(words: readonly string[]): string {
  return [
    'PATH=$PATH:/usr/local/bin',
    'command -v ksmtop >/dev/null 2>&1 || exit 127',
    'exec 3<&0',
    `ksmtop ${words.map(scriptWord).join(' ')} </dev/null 3<&- & pid=$!`,
    '{ cat <&3; kill "$pid"; } >/dev/null 2>&1 & watch=$!',
    // Once it has ended, another process may get its pid.
    'wait "$pid"; status=$?; kill "$watch"; exit "$status"',
  ].join('; ');
}

const longestWords = 100_000;

/** Whether they can be handed over: a script is one line, and a command line has limits. */
export function fitThere(words: readonly string[]): boolean {
  return words.join(' ').length <= longestWords && !words.some((word) => /[\n\0]/.test(word));
}

/** Exit codes of ksmtop: 0, 1 (something was refused; or there is no output, only a reason), 2 usage. */
function problemOf(
  destination: string,
  status: number | null,
  errors: string,
  hasOutput: boolean,
): Omit<FarEnd, 'output'> {
  const name = showUntrusted(destination);
  const last = errors.trim().split('\n').at(-1) ?? '';
  const reason = showUntrusted(last.replace(/^ksmtop: /, '').slice(0, longestReason));
  if (status === 0 || (status === 1 && hasOutput)) return {};
  if (status === null) return {problem: 'ssh could not be started, or was killed.'};
  if (status === 127) {
    return {
      problem: `${name} has no ksmtop, and only a program there can do this. Install its package, or copy the executable to /usr/local/bin/ksmtop there.`,
      notStarted: true,
    };
  }
  if (status === 2) {
    const said = reason === '' ? '' : ` (it says: ${reason})`;
    return {
      problem: `the ksmtop on ${name} is too old, or otherwise of another version than this one${said}. Update it.`,
      notStarted: true,
    };
  }
  if (status === 1 && reason !== '') return {problem: reason};
  const output = {errors, printed: '', isReady: false, mayAsk: false};
  return {problem: explainEnd(destination, output).sentence};
}
