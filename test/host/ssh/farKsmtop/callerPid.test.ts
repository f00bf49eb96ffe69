import {expect, test} from 'vitest';
import {callerPid, callerVariable} from '../../../../source/host/ssh/farKsmtop/callerPid.js';

test.each([
  ['4711', 4711],
  [undefined, undefined],
  ['', undefined],
  ['0', undefined],
  ['-1', undefined],
  ['1; reboot', undefined],
  ['99999999999999999999', undefined],
])('%j is the PID %j', (text, pid) => {
  expect(callerPid({[callerVariable]: text})).toBe(pid);
});
