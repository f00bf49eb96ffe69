import {expect, test} from 'vitest';
import {
  parseThreadCall,
  parseThreadStatus,
} from '../../../../source/kernel/process/thread/threadState.js';

const status = `Name:	sshd
State:	S (sleeping)
TracerPid:	7
Seccomp:	2
SigPnd:	0000000000000001
ShdPnd:	8000000000000000
SigBlk:	0000000000010000
`;

test('what decides whether a thread may be stopped', () => {
  expect(parseThreadStatus(status)).toEqual({
    state: 'S',
    tracerPid: 7,
    seccomp: 2,
    pending: 0x8000_0000_0000_0001n,
    blocked: 0x10000n,
  });
  expect(parseThreadStatus('')).toBeUndefined();
  expect(parseThreadStatus('State:\tR (running)\n')?.seccomp).toBe(0);
});

test.each([
  ['232 0x4 0x7f 0x10 0xffffffff 0x0 0x0 0x7ff 0x7fe\n', 232],
  ['running\n', 'running'],
  ['-1 0x7ffd 0x7f12\n', 'elsewhere'],
  ['426 0x3 0x1 0x0 0x0 0x0 0x0 0x0 0x0\n', 'elsewhere'],
  ['', undefined],
])('the call that a thread sleeps in: %s', (text, expected) => {
  expect(parseThreadCall(text)).toBe(expected);
});
