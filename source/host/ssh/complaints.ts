import {showUntrusted} from '../../text/untrusted.js';

export const noSshHere = 'there is no ssh here: install the OpenSSH client.';

/** What `ssh`, `sudo` or a shell says, and what it means for the person at the keyboard. */
const complaints: ReadonlyArray<readonly [RegExp, (host: string, mayAsk: boolean) => string]> = [
  [/exec: ssh: not found/, () => noSshHere],
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    (host) =>
      `the key of ${host} is another one than before, so ssh refuses: somebody may listen in. If it was installed anew, ssh-keygen -R forgets the old key.`,
  ],
  [
    /Host key verification failed|host key is known/,
    (host) => `the key of ${host} is not known here yet: connect once with ssh, and accept it.`,
  ],
  [
    /Could not resolve hostname|Name or service not known/,
    (host) => `there is no host of the name ${host}.`,
  ],
  [/Connection refused/, (host) => `${host} refuses the connection: no sshd listens there.`],
  [
    /Connection timed out|Operation timed out|timed out during banner/,
    (host) => `${host} does not answer: it is down, or a firewall is in between.`,
  ],
  [/No route to host|Network is unreachable/, (host) => `there is no way to ${host} from here.`],
  [
    /Permission denied \(|Too many authentication failures|No supported authentication/,
    (host, mayAsk) =>
      mayAsk
        ? `${host} does not let this user in: try the same with ssh.`
        : `${host} does not let this user in unasked, and ssh cannot ask for a password here: use a key without one, or one that an agent holds.`,
  ],
  [
    /sudo: .*(?:password is required|no tty present)/,
    () => 'sudo wants a password there; --sudo needs a rule with NOPASSWD.',
  ],
  [
    /sudo: .*must have a tty/,
    () => 'sudo wants a terminal there; take requiretty out of its rules, or log in as root.',
  ],
  [/is not (?:in the sudoers file|allowed to (?:execute|run))/, () => 'sudo is not allowed there.'],
  [/sudo: .*not found|sudo: not found/, () => 'there is no sudo there: log in as root.'],
  [/Timeout, server .* not responding/, (host) => `${host} has not answered for 15 seconds.`],
  [
    /closed by remote host|Connection reset|Broken pipe|Connection closed|disconnect/,
    (host) => `${host} has closed the line.`,
  ],
];

/**
 * Why a line ended, in a sentence: from what `ssh` and the far side complained of, or else from
 * what the far side's login printed instead of starting the program. `mayAsk`: `ssh` could ask.
 */
export function whyLineEnded(
  host: string,
  {complaint, printed, mayAsk}: {complaint: string; printed: string; mayAsk: boolean},
): string {
  const known = complaints.find(([pattern]) => pattern.test(complaint));
  const name = showUntrusted(host);
  if (known) return known[1](name, mayAsk);
  const said = lastLine(printed) ?? lastLine(complaint);
  if (said === undefined) return `the line to ${name} ended.`;
  return `the line to ${name} ended; there it said "${showUntrusted(said)}".`;
}

const longestQuote = 200;

function lastLine(text: string): string | undefined {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim().slice(0, longestQuote);
}
