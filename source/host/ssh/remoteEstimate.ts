import {type ChildProcess, spawn} from 'node:child_process';
import {parseEstimate} from '../../model/estimate/parseEstimate.js';
import type {EstimateRequest, RunningEstimate} from '../../model/estimate/savingsEstimate.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type Destination, sshArguments} from './sshCommand.js';

/** Starts a command on the host; its input is a pipe. */
type StartThere = (command: string) => ChildProcess;

/** With more names than fit into a command line it reads all containers. */
const longestWords = 100_000;
const mostBytes = 16_777_216;

/**
 * Estimates by the ksmtop of a remote host: only figures come back. It ends with what it has when
 * its input ends, so also when the connection does.
 */
export function startRemoteEstimate(
  to: Destination,
  request: EstimateRequest,
  start: StartThere = (command) => startBySsh(to, command),
): RunningEstimate {
  const child = start(`exec ${to.sudo ? 'sudo -n ' : ''}${readScript}`);
  const outputs = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      outputs[name] += text;
      if (outputs[name].length > mostBytes) child.kill();
    });
  }
  // It may have ended before.
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${scriptFor(request)}\n`);
  const result = new Promise<number | null>((resolve, reject) => {
    child.on('error', () => reject(new Error('Cannot estimate: ssh cannot be started.')));
    child.on('close', resolve);
  }).then((status) => {
    const {stdout, stderr} = outputs;
    if (status !== 0) throw new Error(failureText(to.destination, status, stderr));
    try {
      return parseEstimate(stdout, request.groups);
    } catch {
      throw new Error(`Cannot estimate: ksmtop on ${nameOf(to)} printed no estimate.`);
    }
  });
  return {result, stop: () => child.stdin?.end()};
}

function startBySsh(to: Destination, command: string): ChildProcess {
  const options = sshArguments(to, false);
  // The last one is the command.
  return spawn('ssh', [...options.slice(0, -1), command], {stdio: 'pipe', detached: true});
}

/** Any login shell runs this; what it reads is for a POSIX shell. */
const readScript = `/bin/sh -c 'read -r script && eval "$script"'`;

/** A program started in the background ignores SIGINT, so it is told to end by SIGTERM. */
function scriptFor({groups, cpuPercent}: EstimateRequest): string {
  const words = groups.map(({id}) => quoted(id.replace(/^process:/, ''))).join(' ');
  const fits = words.length <= longestWords && !/[\n\0]/.test(words);
  return [
    'PATH=$PATH:/usr/local/bin',
    'command -v ksmtop >/dev/null 2>&1 || exit 127',
    'exec 3<&0',
    `ksmtop estimate --format json --cpu ${cpuPercent} ${fits ? words : ''} </dev/null & pid=$!`,
    '{ cat <&3; kill "$pid"; } >/dev/null 2>&1 & wait "$pid"',
  ].join('; ');
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function failureText(destination: string, status: number | null, errors: string): string {
  const name = showUntrusted(destination);
  if (status === 127) {
    return `Cannot estimate: ${name} has no ksmtop, and only a program there can read its memory. Copy the executable to /usr/local/bin/ksmtop there.`;
  }
  if (status === 2)
    return `Cannot estimate: the ksmtop on ${name} is too old to estimate. Update it.`;
  const last = errors.trim().split('\n').at(-1) ?? '';
  return `Cannot estimate on ${name}: ${showUntrusted(last.slice(0, 200)) || 'the connection ended'}`;
}

function nameOf({destination}: Destination): string {
  return showUntrusted(destination);
}
