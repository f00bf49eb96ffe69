import {expect, test} from 'vitest';
import {parseStatus} from '../../source/kernel/status.js';

test('reads the effective user and the innermost pid', () => {
  const text =
    'Name:\tnginx\nTgid:\t900\nPid:\t900\nUid:\t0\t33\t0\t0\nNStgid:\t900\t12\t1\nNSpid:\t900\t12\t1\n';
  expect(parseStatus(text)).toEqual({threadGroupId: 900, userId: 33, innerPid: 1});
});

test('has no inner pid in the namespace of the reader', () => {
  expect(parseStatus('Tgid:\t900\nUid:\t0\t0\t0\t0\nNSpid:\t900\n')).toEqual({
    threadGroupId: 900,
    userId: 0,
  });
});

test.each([
  ['of the host', 'Tgid:\t900\nenvID:\t0\nVPid:\t900\n', {threadGroupId: 900, envId: 0}],
  [
    'of a container',
    'Tgid:\t900\nenvID:\t101\nVPid:\t1\n',
    {threadGroupId: 900, envId: 101, innerPid: 1},
  ],
])('reads OpenVZ 6: a process %s', (_, text, expected) => {
  expect(parseStatus(text)).toEqual(expected);
});

test('does not look for lines inside a name', () => {
  const text = 'Name:\tUid:\\nUid:\t7\nUmask:\t0022\nTgid:\t3\nUid:\t5\t5\t5\t5\n';
  expect(parseStatus(text)).toEqual({threadGroupId: 3, userId: 5});
});

test.each(['', '\n', 'Uid:', 'Uid:\t\n', 'NSpid:\n', 'garbage'])('finds nothing in %j', (text) => {
  expect(parseStatus(text)).toEqual({});
});
