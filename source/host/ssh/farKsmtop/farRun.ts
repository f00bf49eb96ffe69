import {type ChildProcess, spawn} from 'node:child_process';
import {type Destination, sshArguments} from '../connection/sshCommand.js';
import {createMachine, type Machine} from '../states.js';
import {addErrors, addOutput, createFarRunOutput, type FarRunOutput} from './farRunOutput.js';
import {farRunProblem} from './farRunProblem.js';
import {farCommand, farScript} from './farScript.js';

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
  /** There, of a shell of the connection that this program samples over; absent: there is none. */
  callerPid?: number | undefined;
  start?: StartThere | undefined;
};

/** Starts a command on the host; its input is a pipe. */
export type StartThere = (command: string) => ChildProcess;

/** A process that is being opted out ends this first. */
const stopTimeoutMs = 15_000;

type RunState = 'running' | 'stopping' | 'closed' | 'ended';
type RunEvent = 'stop' | 'close' | 'end';

/** `stopping`: it was asked to end. `closed`: its connection was cut. */
const runTable = {
  running: {stop: 'stopping', close: 'closed', end: 'ended'},
  stopping: {close: 'closed', end: 'ended'},
  closed: {end: 'ended'},
  ended: {},
} as const;

type Run = {
  child: ChildProcess;
  machine: Machine<RunState, RunEvent>;
  output: FarRunOutput;
  /** Tells it to end when its time is up, and then closes the connection if it has not. */
  timer: NodeJS.Timeout | undefined;
};

/** Runs ksmtop there with these words. Its input is this connection, so it ends with it. */
export function runFarKsmtop(
  to: Destination,
  words: readonly string[],
  {take, timeLimitSeconds, callerPid, start = (command) => startBySsh(to, command)}: FarRunOptions,
): FarRun {
  const child = start(farCommand(to.sudo === true));
  const machine = createMachine<RunState, RunEvent>(runTable, 'running');
  const run: Run = {child, machine, output: createFarRunOutput(), timer: undefined};
  read(run, take);
  // It may have ended before.
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${farScript(words, callerPid)}\n`);
  run.timer = setTimeout(() => stop(run), timeLimitSeconds * 1000);
  const ended = exitOf(child).then((status): FarEnd => {
    machine.on('end');
    clearTimeout(run.timer);
    return endOf(to, run.output, status);
  });
  return {ended, stop: () => stop(run), kill: () => close(run)};
}

function stop(run: Run): void {
  if (!run.machine.on('stop')) return;
  run.child.stdin?.end();
  clearTimeout(run.timer);
  run.timer = setTimeout(() => close(run), stopTimeoutMs);
}

function close({machine, child}: Run): void {
  if (!machine.on('close')) return;
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.kill('SIGKILL');
}

function read(run: Run, take: FarRunOptions['take']): void {
  const {child, output} = run;
  child.stdout?.on('data', (chunk: Buffer) => {
    const text = addOutput(output, chunk);
    if (text === undefined) close(run);
    else take?.(text);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (!addErrors(output, chunk)) close(run);
  });
}

/** Null: it was killed, or could not be started. */
function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
}

function endOf(
  {destination}: Destination,
  {texts, errors, excess}: FarRunOutput,
  status: number | null,
): FarEnd {
  const output = texts.join('');
  if (excess !== undefined) return {output, problem: `${excess}, so the connection was closed.`};
  return {output, ...farRunProblem(destination, {status, errors, hasOutput: output !== ''})};
}

function startBySsh(to: Destination, command: string): ChildProcess {
  const options = sshArguments(to, false);
  // The last one is the command.
  return spawn('ssh', [...options.slice(0, -1), command], {stdio: 'pipe', detached: true});
}
