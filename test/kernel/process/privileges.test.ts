import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parsePrivileges} from '../../../source/kernel/process/privileges.js';

const status = (userIds: string, effective: string) =>
  `Name:\tcat\nUid:\t${userIds}\nCapInh:\tffffffffffffffff\nCapEff:\t${effective}\nSeccomp:\t0\n`;

test.each([
  ['root', '0\t0\t0\t0', '000001ffffffffff', [true, true, true]],
  ['root in a container', '0\t0\t0\t0', '00000000a80425fb', [true, false, true]],
  ['root without any', '0\t0\t0\t0', '0000000000000000', [true, false, false]],
  ['nobody', '65534\t65534\t65534\t65534', '0000000000000000', [false, false, false]],
  ['CAP_SYS_PTRACE', '7\t7\t7\t7', '0000000000080000', [false, true, false]],
  ['CAP_DAC_READ_SEARCH', '7\t7\t7\t7', '0000000000000004', [false, false, true]],
  ['CAP_DAC_OVERRIDE', '7\t7\t7\t7', '0000000000000002', [false, false, true]],
  ['setuid root', '1000\t0\t0\t0', '0000000000000000', [true, false, false]],
])('tells what %s may', (_, userIds, effective, [root, ptrace, readSearch]) => {
  expect(parsePrivileges(status(userIds, effective))).toEqual({root, ptrace, readSearch});
});

test('understands the running kernel', () => {
  expect(parsePrivileges(readFileSync('/proc/self/status', 'utf8'))?.root).toBe(
    process.geteuid?.() === 0,
  );
});

test.each(['', 'Uid:\t0\t0\t0\t0\n', 'CapEff:\t00\n', 'Uid:\t0\t0\nCapEff:\tno\n'])(
  'finds nothing in %j',
  (text) => {
    expect(parsePrivileges(text)).toBeUndefined();
  },
);
