import {expect, test} from 'vitest';
import {whyLineEnded} from '../../../source/host/ssh/complaints.js';

test.each([
  ['ssh: Could not resolve hostname hn1: Name or service not known', /no host of the name hn1/],
  ['ssh: connect to host hn1 port 22: Connection refused', /hn1 refuses the connection/],
  ['ssh: connect to host hn1 port 22: Connection timed out', /does not answer: it is down/],
  ['ssh: connect to host hn1 port 22: No route to host', /no way to hn1/],
  [
    '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.',
    /another/,
  ],
  ['No ED25519 host key is known for hn1\r\nHost key verification failed.', /not known here yet/],
  ['root@hn1: Permission denied (publickey,password).', /does not let this user in/],
  ['sudo: a password is required', /NOPASSWD/],
  ['sudo: sorry, you must have a tty to run sudo', /requiretty/],
  ['u is not in the sudoers file.', /sudo is not allowed there/],
  ['sh: 1: exec: sudo: not found', /no sudo there/],
  ['ssh: 1: exec: ssh: not found', /install the OpenSSH client/],
  ['Timeout, server hn1 not responding.', /has not answered for 15 seconds/],
  ['Connection to hn1 closed by remote host.', /hn1 has closed the line/],
  ['client_loop: send disconnect: Broken pipe', /hn1 has closed the line/],
  ['', /^the line to hn1 ended\.$/],
  ['something else', /it said "something else"\.$/],
])('%j', (complaint, sentence) => {
  expect(whyLineEnded('hn1', {complaint, printed: '', mayAsk: true})).toMatch(sentence);
});

test('where ssh cannot ask, a refusal says that it could not', () => {
  const complaint = 'root@hn1: Permission denied (publickey,password).';
  const told = (mayAsk: boolean) => whyLineEnded('hn1', {complaint, printed: '', mayAsk});
  expect(told(false)).toMatch(/does not let this user in unasked, and ssh cannot ask.*agent/);
  expect(told(true)).not.toMatch(/ask/);
});

test('what was printed instead of a start tells more than what ssh says of the end', () => {
  expect(
    whyLineEnded('hn1', {complaint: 'bye', printed: 'Welcome\nNo logins today.\r\n', mayAsk: true}),
  ).toMatch(/"No logins today\."/);
});
