import {describe, expect, test} from 'vitest';
import {explainEnd, type LastOutput} from '../../../../source/host/ssh/connection/connectionEnd.js';

const silent: LastOutput = {errors: '', printed: '', isReady: false, mayAsk: true};
const why = (words: Partial<LastOutput>) => explainEnd('hn1', {...silent, ...words}).sentence;

test.each([
  ['ssh: Could not resolve hostname hn1: Name or service not known', /^host hn1 not found/],
  ['ssh: connect to host hn1 port 22: Connection refused', /^hn1 refuses the connection/],
  ['ssh: connect to host hn1 port 22: Connection timed out', /^hn1 does not answer: it is down/],
  ['ssh: connect to host hn1 port 22: No route to host', /^there is no network route to hn1/],
  [
    'Connection timed out during banner exchange\nConnection to 10.0.0.1 port 22 timed out',
    /^hn1 does not answer/,
  ],
  [
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.',
    /the host key of hn1 has changed/,
  ],
  ['No ED25519 host key is known for hn1\r\nHost key verification failed.', /not known here yet/],
  ['root@hn1: Permission denied (publickey,password).', /^hn1 rejected the login/],
  ['sudo: a password is required', /NOPASSWD/],
  ['sudo: sorry, you must have a tty to run sudo', /requiretty/],
  ['u is not in the sudoers file.', /may not use sudo there/],
  ['sh: 1: exec: sudo: not found', /sudo is not installed there/],
  ['bash: line 1: exec: sudo: not found', /sudo is not installed there/],
  ['sudo: Command not found.', /sudo is not installed there/],
  ['zsh:1: command not found: sudo', /sudo is not installed there/],
  ['-ksh: sudo: not found [No such file or directory]', /sudo is not installed there/],
  ["env: 'sudo': No such file or directory", /sudo is not installed there/],
  ["env: can't execute 'sudo': No such file or directory", /sudo is not installed there/],
  ['sudo: interactive authentication is required', /NOPASSWD/],
  ["sudo-rs: I'm sorry alice. I'm afraid I can't do that", /may not use sudo there/],
  [
    'u is not in the sudoers file.\nThis incident has been reported to the administrator.',
    /not use/,
  ],
  [
    'sudo: a password is required\nsudo: unable to send audit message: Operation not permitted',
    /NOPASSWD/,
  ],
  [
    'WARNING: Your password has expired.\nPassword change required but no TTY available.',
    /^the password of this user on hn1 has expired/,
  ],
  ['Permission denied (publickey,password).', /^hn1 rejected the login/],
  [
    'Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\nDisconnected from 10.0.0.1 port 22',
    /^hn1 rejected the login/,
  ],
  ['Disconnected from 10.0.0.1 port 22', /^hn1 closed the connection/],
  [
    '@       WARNING: REVOKED HOST KEY DETECTED!               @\nThe ED25519 host key for hn1 is marked as revoked.\nHost key verification failed.',
    /^the host key of hn1 is revoked/,
  ],
  ['banner exchange: Connection to 10.0.0.1 port 80: invalid format', /ended: "banner exchange: /],
  [
    'channel 0: open failed: resource shortage: \nstdio forwarding failed\nConnection closed by UNKNOWN port 65535',
    /ended: "channel 0: open failed: resource shortage:"/,
  ],
  ['sh: 1: exec: ssh: not found', /install the OpenSSH client/],
  ['open terminal failed: not a terminal', /^a login script of hn1 \(such as \.bashrc/],
  [
    'kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.0.0.1 port 22',
    /^hn1 closed the connection/,
  ],
  ['', /^the connection to hn1 ended\.$/],
  ['sh: 1: exec: /bin/missing: not found', /ended: "sh: 1: exec: \/bin\/missing: not found"\.$/],
  ['Unable to negotiate with 10.0.0.1 port 22: no matching host key type', /ended: "Unable to neg/],
])('before it is ready: %j', (complaint, sentence) => {
  expect(why({errors: complaint})).toMatch(sentence);
});

test.each([
  ['ssh: connect to host hn1 port 22: Connection refused', 'refused'],
  ['ssh: connect to host hn1 port 22: No route to host', 'no route'],
  ['ssh: connect to host hn1 port 22: Connection timed out', 'no answer'],
  ['ssh: Could not resolve hostname hn1: Name or service not known', 'not found'],
  ['root@hn1: Permission denied (publickey,password).', 'no login'],
  ['No ED25519 host key is known for hn1\r\nHost key verification failed.', 'host key'],
  ['', undefined],
])('the cause of %j in short is %j', (complaint, cause) => {
  expect(explainEnd('hn1', {...silent, errors: complaint}).cause).toBe(cause);
});

test.each([
  ['Timeout, server hn1 not responding.', /^hn1 has not answered for 15 seconds/],
  ['Connection to hn1 closed by remote host.', /^hn1 closed the connection/],
  ['client_loop: send disconnect: Broken pipe', /^hn1 closed the connection/],
  ['sh: 1: Cannot fork', /ended: "sh: 1: Cannot fork"\.$/],
  ['', /^the connection to hn1 ended\.$/],
  ['sh: line 7: kill: (4711) - No such process', /^the connection to hn1 ended\.$/],
  [
    'sh: line 9: 4711 Killed                  cat $files 2>&1 < /dev/null',
    /^the connection to hn1 ended/,
  ],
])('once it is ready: %j', (complaint, sentence) => {
  expect(why({errors: complaint, isReady: true})).toMatch(sentence);
});

test.each([
  ['root@h:2201', 'h:2201', 'host root@h:2201 not found: for a port, write ssh://root@h:2201.'],
  ['h:22', 'h:22', 'host h:22 not found: for a port, write ssh://h:22.'],
  ['u@[::1]:22', '[::1]:22', 'host u@[::1]:22 not found: for a port, write ssh://u@[::1]:22.'],
  ['[::1]', '[::1]', 'host [::1] not found: write the address without brackets: ::1.'],
  ['u@[::1]', '[::1]', 'host u@[::1] not found: write the address without brackets: u@::1.'],
  ['::1', '::1', 'host ::1 not found: check the name and the name server.'],
  ['ssh://h:22', 'h', 'host ssh://h:22 not found: check the name and the name server.'],
])('%s gets a hint at how ssh wants it', (destination, tried, sentence) => {
  const complaint = `ssh: Could not resolve hostname ${tried}: Name or service not known`;
  expect(explainEnd(destination, {...silent, errors: complaint}).sentence).toBe(sentence);
});

describe('not a reason', () => {
  const banner = [
    'Connection refused to strangers.',
    'Permission denied (to all but staff).',
    'Name or service not known? Call 4711.',
    'No sudo: not found by auditors',
  ].join('\r\n');

  test('a banner, whatever is in it', () => {
    expect(why({errors: banner})).toBe('the connection to hn1 ended.');
    expect(why({errors: `${banner}\r\nroot@hn1: Permission denied (publickey).`})).toMatch(
      /^hn1 rejected the login/,
    );
    expect(why({errors: banner, printed: 'No logins today.\n'})).toMatch(/"No logins today\."/);
  });

  test.each([
    "Warning: Permanently added '10.0.0.1' (ED25519) to the list of known hosts.",
    '** WARNING: connection is not using a post-quantum key exchange algorithm.',
    'bash: warning: setlocale: LC_ALL: cannot change locale (de_DE.UTF-8)',
    'mesg: ttyname failed: Inappropriate ioctl for device',
    'stdin: is not a tty',
    'Connection to hn1 closed.',
  ])('a harmless warning: %s', (warning) => {
    expect(why({errors: warning})).toBe('the connection to hn1 ended.');
    expect(why({errors: `sudo: a password is required\n${warning}`})).toMatch(/NOPASSWD/);
    expect(why({errors: warning, isReady: true})).toBe('the connection to hn1 ended.');
  });
});

describe('behind a jump host', () => {
  const ended =
    '\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535\n';
  const jumpHosts = ['gate'];

  test.each([
    [
      'ssh: connect to host 10.0.0.1 port 22: Connection refused',
      /^the jump host gate refuses the connection/,
    ],
    [
      'ssh: Could not resolve hostname gate: Name or service not known',
      /^the jump host gate not found/,
    ],
    ['u@10.0.0.1: Permission denied (publickey).', /^the jump host gate rejected the login/],
    [
      'Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\nDisconnected from 10.0.0.1 port 22',
      /^the jump host gate rejected the login/,
    ],
    ['Host key verification failed.', /^the host key of the jump host gate is not known here yet/],
    [
      'channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed',
      /^hn1 refuses the connection from the jump host/,
    ],
    [
      'channel 0: open failed: administratively prohibited: open failed\nstdio forwarding failed',
      /^the jump host forbids connections to hn1/,
    ],
    ['', /^hn1 closed the connection/],
    ['sh: 1: nc: not found', /ended: "sh: 1: nc: not found"/],
  ])('%j', (complaint, sentence) => {
    expect(why({errors: complaint + ended, jumpHosts})).toMatch(sentence);
  });

  test('of several, the one that ssh names; none, where ssh knows none', () => {
    const complaint = `ssh: connect to host b port 22: No route to host${ended}`;
    expect(why({errors: complaint, jumpHosts: ['a', 'b']})).toMatch(/to the jump host b from here/);
    expect(why({errors: complaint})).toMatch(/to the jump host b from here/);
    const unnamed = `Host key verification failed.${ended}`;
    expect(why({errors: unnamed, jumpHosts: ['a', 'b']})).toMatch(/the jump host a or b/);
    expect(why({errors: unnamed})).toMatch(/key of the proxy is not known/);
  });

  test('that fails later', () => {
    const complaint =
      'Timeout, server 10.0.0.1 not responding.\nclient_loop: send disconnect: Broken pipe';
    expect(why({errors: complaint, isReady: true, jumpHosts})).toBe(
      'the jump host gate has not answered for 15 seconds.',
    );
  });
});

test('where ssh cannot ask, a refusal says that it could not', () => {
  const complaint = 'root@hn1: Permission denied (publickey,password).';
  expect(why({errors: complaint, mayAsk: false})).toMatch(
    /^hn1 requires interactive authentication, but ssh cannot prompt here.*agent/,
  );
  expect(why({errors: complaint})).not.toMatch(/ask/);
});

test('what a login printed explains more than an unknown error', () => {
  expect(why({errors: 'bye', printed: 'Welcome\nNo logins today.\r\n'})).toMatch(
    /"No logins today\."/,
  );
});

test.each([
  ['root@hn1: Permission denied (publickey).', true],
  ['Host key verification failed.', true],
  ['sudo: a password is required', true],
  ['ssh: connect to host hn1 port 22: Connection refused', undefined],
  ['ssh: Could not resolve hostname hn1: Temporary failure in name resolution', undefined],
  ['Timeout, server hn1 not responding.', undefined],
])('%s: for good: %s', (complaint, forGood) => {
  expect(explainEnd('hn1', {...silent, errors: complaint}).forGood).toBe(forGood);
});
