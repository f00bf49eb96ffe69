import {expect, test} from 'vitest';
import {
  isGone,
  isPassing,
  readFailure,
  shortageOf,
  unreadSentence,
} from '../../source/kernel/readFailure.js';

test.each([
  ['ENOENT', 'gone', true, false],
  ['ESRCH', 'gone', true, false],
  ['EACCES', 'denied', false, false],
  ['EPERM', 'denied', false, false],
  ['ETIMEDOUT', 'hangs', false, true],
  ['EAGAIN', 'hangs', false, true],
  ['EMFILE', 'out of resources', false, true],
  ['ENFILE', 'out of resources', false, true],
  ['ENOMEM', 'out of resources', false, true],
  ['EINTR', 'interrupted', false, true],
  ['EFBIG', 'too large', false, false],
  ['EIO', 'faulty', false, false],
  ['EWHATEVER', 'faulty', false, false],
])('%s: %s', (errno, failure, gone, passing) => {
  expect(readFailure(errno)).toBe(failure);
  expect([isGone(errno), isPassing(errno)]).toEqual([gone, passing]);
  expect(shortageOf(errno) !== undefined).toBe(failure === 'out of resources');
});

test('says what helps where that is known', () => {
  expect(unreadSentence('/proc cannot be listed', 'EMFILE')).toMatch(
    /^\/proc cannot be listed: ksmtop has reached its limit of open files \(EMFILE\)\. Raise that limit/,
  );
  expect(unreadSentence('/proc cannot be listed', 'EIO')).toBe('/proc cannot be listed: EIO.');
});
