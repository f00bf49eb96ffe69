import {lstatSync} from 'node:fs';
import type {Host} from '../../host/host.js';
import {createLocalHost} from '../../host/local/localHost.js';
import type {SampleDepth} from '../../host/sampling/sampler.js';
import type {Surroundings} from '../../model/sample/surroundings.js';
import {messageOf} from '../../text/messageOf.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type CommandLine, mountsOf} from '../options/command.js';
import {optionTable} from '../options/optionTable.js';
import {UsageError} from '../options/usageError.js';

/** A host as the commands need it. */
export type OpenedHost = Host & {
  /** Reads what surrounds KSM and does not change while the program runs. */
  surroundings(): Promise<Surroundings>;
};

/**
 * Opens the host that the command line names, connected. Rejects with a UsageError for an invalid
 * host, and with an Error when it cannot be reached.
 */
export async function openHost(line: CommandLine, depth: SampleDepth = {}): Promise<OpenedHost> {
  const [destination, ...more] = line.hosts;
  if (more.length > 0) throw new UsageError('this command takes one --host.');
  if (destination === undefined && isWithoutLinux(line)) throw new UsageError(withoutLinux);
  const mounts = mountsOf(line);
  if (destination !== undefined) return connectTo(destination, line, {mounts, depth});
  try {
    return createLocalHost(mounts, depth);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

const withoutLinux =
  'this machine has no /proc of Linux, and KSM is a part of Linux: name a Linux host with -H HOST, or see what ksmtop does there with `ksmtop demo`.';

/**
 * Whether the host to read is this machine, and it does not run Linux, as a Mac: every procfs has the
 * link `self`, even where it leads nowhere.
 */
function isWithoutLinux({options}: CommandLine): boolean {
  const {procfs} = optionTable;
  const link = lstatSync(`${procfs.default}/self`, {throwIfNoEntry: false});
  return options.procfs === procfs.default && link === undefined;
}

async function connectTo(
  destination: string,
  {options}: CommandLine,
  reading: {mounts: ReturnType<typeof mountsOf>; depth: SampleDepth},
): Promise<OpenedHost> {
  const {createSshHost} = await import('../../host/ssh/sshHost.js');
  const host = createSshHost({destination, sudo: options.sudo === true, ...reading});
  const release = closeOnSignal(host);
  // `ssh` may ask for a password, a passphrase, or whether to trust an unknown host key.
  const mayAsk = process.stdin.isTTY && process.stderr.isTTY;
  const say = () => {
    if (process.stderr.isTTY)
      process.stderr.write(`Connecting to ${showUntrusted(destination)} …\n`);
  };
  // Printed at once: later it would interrupt a question of `ssh`.
  if (mayAsk) say();
  const notice = mayAsk ? undefined : setTimeout(say, noticeMs);
  try {
    await host.connect(mayAsk);
  } catch (error) {
    await host.close();
    throw error;
  } finally {
    clearTimeout(notice);
    release();
  }
  return host;
}

const noticeMs = 1000;

/** Ends `ssh` on a signal, so that it does not go on asking after ksmtop has ended. */
function closeOnSignal(host: Host): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const close = (signal: NodeJS.Signals) => {
    void host.close().then(() => {
      release();
      process.kill(process.pid, signal);
    });
  };
  const release = () => {
    for (const signal of signals) process.off(signal, close);
  };
  for (const signal of signals) process.on(signal, close);
  return release;
}
