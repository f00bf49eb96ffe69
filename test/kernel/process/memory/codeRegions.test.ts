import {expect, test} from 'vitest';
import {
  countMappings,
  parseCodeRegions,
  writableBytes,
} from '../../../../source/kernel/process/memory/codeRegions.js';

const maps = `00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/my program
00651000-00652000 r--p 00051000 08:02 173521      /usr/bin/my program
7f0000000000-7f0000020000 r-xp 00000000 08:02 1    /usr/lib/x86_64-linux-gnu/libc.so.6
7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0    [vdso]
ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0    [vsyscall]
`;

test('code is searched in the vDSO first, then in the C library, never in vsyscall', () => {
  expect(parseCodeRegions(maps)).toEqual([
    {start: 0x7ffd00000000n, end: 0x7ffd00002000n, name: '[vdso]'},
    {start: 0x7f0000000000n, end: 0x7f0000020000n, name: '/usr/lib/x86_64-linux-gnu/libc.so.6'},
    {start: 0x400000n, end: 0x452000n, name: '/usr/bin/my program'},
  ]);
});

test('memory that can be written to counts where it is private', () => {
  const more = `7e0000000000-7f0000000000 rw-p 00000000 00:00 0
7d0000000000-7e0000000000 rw-s 00000000 00:01 1
7c0000000000-7d0000000000 ---p 00000000 00:00 0
00652000-00653000 rw-p 00052000 08:02 173521      /usr/bin/my program
`;
  expect(writableBytes(maps)).toBe(0);
  expect(writableBytes(maps + more)).toBe(2 ** 40 + 4096);
});

test('mappings are lines', () => {
  expect(countMappings(Buffer.from(maps))).toBe(5);
});
