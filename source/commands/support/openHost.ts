import type {Host} from '../../host/host.js';
import {createLocalHost} from '../../host/local/localHost.js';
import type {SampleDepth} from '../../host/sampling/sampler.js';
import type {Surroundings} from '../../model/sample/surroundings.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type CommandLine, mountsOf} from './command.js';
import {UsageError} from './usageError.js';

/** What commands need of a host, beyond what the screen does. */
export type OpenedHost = Host & {
  /** Reads what is around KSM and stays as it is. */
  surroundings(): Promise<Surroundings>;
};

/**
 * The host that the command line names, connected. Throws a UsageError when there is no such one,
 * and rejects with a sentence when there is no way to it.
 */
export async function openHost(line: CommandLine, depth: SampleDepth = {}): Promise<OpenedHost> {
  const mounts = mountsOf(line);
  const [destination, ...more] = line.hosts;
  if (more.length > 0) throw new UsageError('this command takes one --host.');
  if (destination !== undefined) return connectTo(destination, line, {mounts, depth});
  if (line.options.sudo) throw new UsageError('--sudo goes with --host.');
  try {
    return createLocalHost(mounts, depth);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function connectTo(
  destination: string,
  {options}: CommandLine,
  reading: {mounts: ReturnType<typeof mountsOf>; depth: SampleDepth},
): Promise<OpenedHost> {
  const {createSshHost} = await import('../../host/ssh/sshHost.js');
  const host = createSshHost({destination, sudo: options.sudo === true, ...reading});
  const release = closeOnSignal(host);
  // For a password, the passphrase of a key, the key of an unknown host.
  const mayAsk = process.stdin.isTTY && process.stderr.isTTY;
  const say = () => {
    if (process.stderr.isTTY)
      process.stderr.write(`Connecting to ${showUntrusted(destination)} …\n`);
  };
  // Later it would stand in the middle of a question.
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

/** Whoever interrupts what `ssh` asks leaves no `ssh` behind that goes on asking. */
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
