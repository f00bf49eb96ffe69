import {expect, test} from 'vitest';
import {parseSmaps} from '../../../source/kernel/process/memory/smaps.js';
import {ineligibleBytes} from '../../../source/model/estimate/ineligibleBytes.js';

const regionOf = (name: string, flags: string, sizes: string) =>
  parseSmaps(`7f00-7f01 rw-p 00000000 00:01 9 ${name}\n${sizes}VmFlags: ${flags} \n`);

test.each([
  ['shared memory by its share', '/dev/zero (deleted)', 'rd wr sh', 'Rss: 8 kB\nPss: 4 kB\n', 4096],
  ['memfd', '/memfd:heap (deleted)', 'rd wr sh', 'Rss: 8 kB\nPss: 8 kB\n', 8192],
  ['a mapped file not at all', '/var/lib/x', 'rd wr sh', 'Rss: 8 kB\nPss: 8 kB\n', 0],
  ['hugetlbfs', '/dev/hugepages/x', 'rd wr ht', 'Private_Hugetlb: 2048 kB\n', 2_097_152],
  ['a device', '/dev/mem', 'rd wr pf', 'Rss: 8 kB\nAnonymous: 4 kB\n', 4096],
  ['droppable memory', '', 'rd wr mr mw me nr wf dd dp', 'Anonymous: 4 kB\n', 4096],
  ['memory that is not dumped, none of it', '', 'rd wr mr mw me ac dd', 'Anonymous: 4 kB\n', 0],
])('%s: what KSM never merges', (_, name, flags, sizes, bytes) => {
  const [region] = regionOf(name, flags, sizes);
  expect(region && ineligibleBytes(region)).toBe(bytes);
});
