import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import type {Program} from './program.js';

export type ExitStatus = {
  code: number | null;
  signal: NodeJS.Signals | null;
};

export type RunOptions = {
  input?: string | Uint8Array;
  /** The whole environment; this process's own when absent. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Another user, without supplementary groups. */
  uid?: number;
  gid?: number;
  timeoutMs?: number;
};

export type RunResult = ExitStatus & {
  stdout: string;
  stderr: string;
};

/** Runs a program to its end, whatever that end is. */
export const run = (
  {command, args}: Program,
  {input = '', timeoutMs = 60_000, ...options}: RunOptions = {},
): Promise<RunResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      ...options,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      stdio: 'pipe',
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
    // A program need not read its input: one that ends early closes the pipe under us.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });

/** Runs a program that must succeed, and returns its standard output. */
export const mustRun = async (of: Program, options?: RunOptions): Promise<string> => {
  const {code, signal, stdout, stderr} = await run(of, options);
  if (code !== 0) {
    const line = [of.command, ...of.args].join(' ');
    throw new Error(`${line}: ${signal ?? `exit code ${code}`}\n${stderr}${stdout}`);
  }

  return stdout;
};

/** An exit status from the numbers that the kernel gives. */
export const exitStatus = (code: number, signalNumber: number | undefined): ExitStatus => {
  const signal = Object.entries(constants.signals).find(([, number]) => number === signalNumber);
  return signal === undefined
    ? {code, signal: null}
    : {code: null, signal: signal[0] as NodeJS.Signals};
};
