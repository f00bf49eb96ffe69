import {describe, expect, test} from 'vitest';
import {parameters} from '../../../source/kernel/ksm/parameters.js';
import {explainRefusal} from '../../../source/model/tuning/refusal.js';

test.each([
  ['EACCES', 'run', '1', /Cannot set run=1: only root.*\(EACCES\)\. Start ksmtop with sudo/],
  ['EPERM', 'run', '1', /\(EPERM\)/],
  ['EROFS', 'run', '1', /mounted read-only \(EROFS\).*on the host/],
  ['ENOENT', 'smart_scan', '0', /this kernel has no smart_scan \(ENOENT\)/],
  ['EBUSY', 'max_page_sharing', '512', /merged \(EBUSY\)\. Unmerge with run=2/],
  ['EBUSY', 'merge_across_nodes', '0', /merged \(EBUSY\)/],
  ['EINVAL', 'pages_to_scan', '1000', /advisor controls it \(EINVAL\)\. Set advisor_mode=none/],
  ['EINVAL', 'pages_to_scan', '-1', /\(EINVAL\)\. pages_to_scan takes 1 to [\d ]+ pages\.$/],
  [
    'EINVAL',
    'sleep_millisecs',
    '-1',
    /\(EINVAL\)\. sleep_millisecs takes 0 to [\d ]+ milliseconds/,
  ],
  ['EINVAL', 'max_page_sharing', '1', /max_page_sharing takes 2 to/],
  ['EINVAL', 'run', '3', /run takes 0, 1/],
  [
    'ERANGE',
    'max_page_sharing',
    '9999999999',
    /too large \(ERANGE\)\. max_page_sharing takes 2 to/,
  ],
  ['EINTR', 'run', '2', /not completed: a signal.*\(EINTR\).*stays merged\. Try again/],
  ['ENOMEM', 'run', '2', /ran out of memory \(ENOMEM\).*stays merged.*limit.*try again/],
  ['OOM', 'run', '2', /ran out of memory and killed the process that unmerged.*stays merged/],
  ['ENOTCONN', 'run', '1', /was not sent: there is no connection/],
  ['ECONNRESET', 'run', '2', /connection ended before the answer.*unknown/],
  ['EIO', 'run', '1', /the kernel returned EIO/],
] as const)('%s for %s=%s', (errno, name, value, text) => {
  expect(explainRefusal(errno, name, value)).toMatch(text);
});

describe('every refusal of every parameter', () => {
  const errnos = 'EACCES EPERM EROFS ENOENT EBUSY EINVAL ERANGE EINTR ENOMEM EIO'.split(' ');

  test.each(parameters)('$name: says what was tried and what the kernel said', ({name}) => {
    for (const errno of errnos) {
      const sentence = explainRefusal(errno, name, '1');
      expect(sentence).toMatch(
        new RegExp(`^(?:Cannot set ${name}=1|${name}=1 was not completed): `),
      );
      expect(sentence).toContain(errno);
      expect(sentence).toMatch(/\.$/);
      expect(sentence).not.toMatch(/undefined|NaN/);
    }
  });
});
