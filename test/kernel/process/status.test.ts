import {expect, test} from 'vitest';
import {parseStatus, parseStatusOrigin} from '../../../source/kernel/process/status.js';

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

const head = (name: string, parentPid: number, more = '') =>
  `Name:\t${name}\nState:\tD (disk sleep)\nTgid:\t900\nPid:\t900\nPPid:\t${parentPid}\n${more}`;

test.each([
  ['a process', head('nginx', 1, 'VmSize:\t  99 kB\n'), {command: 'nginx', kernelThread: false}],
  ['an odd name', head(String.raw`a\nb\\n`, 1), {command: 'a\nb\\n', kernelThread: false}],
  ['a thread of the kernel', head('ksmd', 2), {kernelThread: true, parentPid: 2}],
  ['a helper of the kernel', head('modprobe', 2, 'VmSize:\t9 kB\n'), {kernelThread: false}],
  ['what says so itself', head('io', 1, 'Kthread:\t1\n'), {kernelThread: true}],
  ['what says it is none', head('zombie', 2, 'Kthread:\t0\n'), {kernelThread: false}],
])('tells whom it is of: %s', (_, text, expected) => {
  expect(parseStatusOrigin(text)).toMatchObject(expected);
});

test.each(['', 'Name:\tx\n', 'Tgid:\t3\nPPid:\t1\n'])('%j is not a process', (text) => {
  expect(parseStatusOrigin(text)).toBeUndefined();
});
