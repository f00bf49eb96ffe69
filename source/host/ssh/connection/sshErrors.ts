import type {LossCause} from '../../connection.js';
import {loginScriptReads} from './handshake.js';

/** What a line of `ssh`, `sudo` or a shell means for the user. */
export type SshError = {
  pattern: RegExp;
  /** @param host The one that failed. @param mayAsk `ssh` could ask for a password. */
  say(host: string, mayAsk: boolean): string;
  cause?: LossCause;
  /** Another try meets the same. */
  forGood?: true;
  /** It is about the name of the host: a hint at how to write it may replace it. */
  ofName?: true;
};

export const sshMissing = 'ssh is not installed here: install the OpenSSH client.';

/** By a line that begins as those of `ssh` do, so that no banner matches; `name` is the host in it. */
export const sshErrors: readonly SshError[] = [
  {pattern: /^\S*sh: .*exec: ssh: not found/, say: () => sshMissing, forGood: true},
  {
    pattern: /^ssh: Could not resolve hostname (?<name>.+?): /,
    say: (host) =>
      `${host.startsWith('the ') ? '' : 'host '}${host} not found: check the name and the name server.`,
    ofName: true,
    cause: 'not found',
  },
  {
    pattern: /^ssh: connect to host (?<name>\S+) port \d+: Connection refused/,
    say: (host) => `${host} refuses the connection: sshd is not listening there.`,
    cause: 'refused',
  },
  {
    pattern:
      /^ssh: connect to host (?<name>\S+) port \d+: (?:Connection|Operation) timed out|^Connection timed out during banner|^Connection to \S+ port \d+ timed out/,
    say: (host) => `${host} does not answer: it is down, or a firewall blocks the connection.`,
    cause: 'no answer',
  },
  {
    pattern:
      /^ssh: connect to host (?<name>\S+) port \d+: (?:No route to host|Network is unreachable|Host is down)/,
    say: (host) => `there is no network route to ${host} from here.`,
    cause: 'no route',
  },
  {
    pattern:
      /^channel \d+: open failed: connect failed: .*(?:Name or service|not known|resolution)/,
    say: (host) => `the jump host cannot find ${host}: check the name.`,
  },
  {
    pattern: /^channel \d+: open failed: connect failed: Connection refused/,
    say: (host) =>
      `${host} refuses the connection from the jump host: sshd is not listening there.`,
    cause: 'refused',
  },
  {
    pattern: /^channel \d+: open failed: connect failed/,
    say: (host) =>
      `${host} does not answer the jump host: it is down, or a firewall blocks the connection.`,
  },
  {
    pattern: /^channel \d+: open failed: administratively prohibited/,
    say: (host) => `the jump host forbids connections to ${host} (AllowTcpForwarding).`,
    forGood: true,
  },
  {
    pattern:
      /^(?:(?:\S+@)?(?<name>[^\s@]+): )?Permission denied \(|^Received disconnect .*Too many authentication failures|^No supported authentication/,
    say: (host, mayAsk) =>
      mayAsk
        ? `${host} rejected the login: try to log in with ssh.`
        : `${host} requires interactive authentication, but ssh cannot prompt here: use ssh-agent or a key without a passphrase.`,
    forGood: true,
    cause: 'no login',
  },
  {
    // The last one is that of sudo-rs.
    pattern: /^sudo(?:-rs)?: .*(?:password is required|no tty present|authentication is required)/,
    say: () => 'sudo asks for a password there: --sudo needs a NOPASSWD rule.',
    forGood: true,
  },
  {
    pattern: /^sudo: .*must have a tty/,
    say: () =>
      'sudo requires a terminal there: remove requiretty from its rules, or log in as root.',
    forGood: true,
  },
  {
    pattern: /is not (?:in the sudoers file|allowed to (?:execute|run))|^sudo(?:-rs)?: I'm sorry /,
    say: () => 'this user may not use sudo there: log in as root.',
    forGood: true,
  },
  {
    pattern:
      /: sudo: (?:command )?not found(?: \[|$)|^sudo: Command not found\.$|: (?:Unknown command|command not found): sudo$|^env: .*\bsudo\b.*: No such file/,
    say: () => 'sudo is not installed there: log in as root.',
    forGood: true,
  },
  {
    pattern: /^Password change required but no TTY available/,
    say: (host) =>
      `the password of this user on ${host} has expired: log in with ssh to change it.`,
    forGood: true,
    cause: 'no login',
  },
  {pattern: /^open terminal failed|: not a terminal$/, say: loginScriptReads},
  {
    pattern: /^Timeout, server (?<name>\S+) not responding/,
    say: (host) => `${host} has not answered for 15 seconds.`,
    cause: 'no answer',
  },
];

/** The one whose meaning depends on a line before it. */
export const keyRefused: {
  pattern: RegExp;
  revoked: SshError;
  changed: SshError;
  unknown: SshError;
} = {
  pattern: /^Host key verification failed/,
  revoked: {
    pattern: /^@\s+WARNING: REVOKED HOST KEY DETECTED!/,
    say: (host) =>
      `the host key of ${host} is revoked, so ssh does not connect: somebody may have stolen the key. Ask the administrator of that host for its new key.`,
    forGood: true,
    cause: 'host key',
  },
  changed: {
    pattern: /^@\s+WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!/,
    say: (host) =>
      `the host key of ${host} has changed, so ssh refuses to connect: the connection may be intercepted. If the host was reinstalled, remove its old key with ssh-keygen -R.`,
    forGood: true,
    cause: 'host key',
  },
  unknown: {
    pattern: /^No \S+ host key is known for (?<name>\S+)/,
    say: (host) =>
      `the host key of ${host} is not known here yet: connect once with ssh and accept it.`,
    forGood: true,
    cause: 'host key',
  },
};

/** The end itself, whatever its cause. */
export const closing: SshError = {
  pattern:
    /closed by remote host|^Connection (?:closed|reset) by|Connection reset by peer|Broken pipe|^Disconnected from|^Received disconnect|send disconnect/,
  say: (host) => `${host} closed the connection.`,
};

/** Printed when a program between here and the host has ended, such as the `ssh` to a jump host. */
export const proxyEnded = /UNKNOWN port 65535/;

/** Printed where all is well, or after the reason. */
export const harmless: readonly RegExp[] = [
  /^Warning: Permanently added/,
  /^\*{2}\s/,
  /^(?:Shared c|C)onnection to \S+ closed\.$/,
  /^stdio forwarding failed/,
  /^Killed by signal \d+\.$/,
  /^This incident (?:will be|has been) reported/,
  /^sudo: unable to (?:resolve host|send audit message)\b/,
  /: warning: setlocale: /,
  /: \d+ Killed\b|^Killed$/,
  /No such process$/,
  /Inappropriate ioctl|not a tty$|no job control in this shell/,
  /^(?:debug\d|mux_client_\S+|X11 forwarding|Warning: remote port forwarding|Warning: No xauth)\b/,
  /^(?:Agent|Load key|sign_and_send_pubkey)\b/,
  /^(?:Could not create directory|Failed to add the host)/,
  /^ControlSocket /,
];
