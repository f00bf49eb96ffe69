import {type ChildProcess, execFile, spawn} from 'node:child_process';
import starter from './starter.sh';

/** Which host is connected to, and as which user. */
export type Destination = {
  /** As `ssh` takes it: `root@hn1`, a host of the user's configuration, `ssh://hn1:2222`. */
  destination: string;
  /** Whether the far side runs under `sudo -n`. */
  sudo?: boolean;
};

/**
 * Connects by the system's `ssh`, which may ask on the terminal if `mayAsk`. Then it stays in the
 * terminal's session, and signals from the keyboard must not reach it; else it has its own.
 */
export function connectBySsh(destination: Destination, mayAsk: boolean): ChildProcess {
  const options = sshArguments(destination, mayAsk);
  const ignoring = ['-c', 'trap "" INT QUIT TSTP; exec ssh "$@"', 'ssh', ...options];
  return mayAsk
    ? spawn('/bin/sh', ignoring, {stdio: 'pipe'})
    : spawn('ssh', options, {stdio: 'pipe', detached: true});
}

/**
 * `ssh` may ask on the terminal, or must not ask at all. All other settings are the user's, except
 * those that would use the connection for something else, or outlive it.
 */
export function sshArguments({destination, sudo}: Destination, mayAsk: boolean): string[] {
  const settings = {
    BatchMode: mayAsk ? 'no' : 'yes',
    ConnectTimeout: '10',
    // A dead connection or host is noticed within 15 seconds.
    ServerAliveInterval: '5',
    ServerAliveCountMax: '3',
    // Counters are text with many digits alike: compression leaves a tenth.
    Compression: 'yes',
    LogLevel: 'INFO',
    // A new ControlMaster would outlive ksmtop; an existing one may be used.
    ControlMaster: 'no',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    Tunnel: 'no',
    // Its picture would be the last words of a connection that ends.
    VisualHostKey: 'no',
    PermitLocalCommand: 'no',
    // Older versions do not know the options below. The first IgnoreUnknown counts, so this one
    // replaces the user's.
    IgnoreUnknown: '*',
    RemoteCommand: 'none',
    ForkAfterAuthentication: 'no',
    SessionType: 'default',
    StdinNull: 'no',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return ['-T', ...options, '--', destination, farSideCommand(sudo === true)];
}

/** What the remote login shell runs: a shell that reads the far side's program from its input. */
export function farSideCommand(sudo: boolean): string {
  const words = starter
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .join(' ');
  // Messages of sudo are recognized in English only.
  return `exec ${sudo ? 'env LC_ALL=C sudo -n ' : ''}env -i /bin/sh -c '${words.trim()}'`;
}

/** What is sent first: see `starter.sh`. */
export function farSideInput(secret: string, program: string): string {
  return `${secret}\n${program}# end\n${secret}\n`;
}

const jumpHostsTimeoutMs = 2000;

/** The hosts that `ssh` connects through, by its configuration. */
export function jumpHostsOf(destination: string): Promise<readonly string[]> {
  const timeout = jumpHostsTimeoutMs;
  return new Promise((resolve) => {
    execFile('ssh', ['-G', '--', destination], {timeout}, (error, stdout) => {
      const names = error ? undefined : /^proxyjump (.+)$/m.exec(stdout)?.[1];
      resolve(names === undefined || names === 'none' ? [] : names.split(','));
    });
  });
}
