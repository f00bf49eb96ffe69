import {describe, expect, test} from 'vitest';
import {formatRange} from '../../../../source/kernel/process/memory/addressRanges.js';
import {parseOfferedRegions} from '../../../../source/kernel/process/memory/offeredRegions.js';

type Region = {
  permissions?: string;
  inode?: number;
  name?: string;
  anonymousKib?: number;
  swapKib?: number;
  flags?: string;
};

/** A region as the kernel shows it in `smaps`. */
function region(at: string, of: Region = {}): string {
  const {permissions = 'rw-p', inode = 0, name = '', anonymousKib = 8, swapKib = 0} = of;
  return `${at} ${permissions} 00000000 00:00 ${inode} ${name && `     ${name}`}
Size:                 16 kB
Rss:                  12 kB
Pss:                   4 kB
Shared_Clean:          4 kB
Shared_Dirty:          8 kB
Private_Dirty:         0 kB
Anonymous:    ${String(anonymousKib).padStart(10)} kB
Shared_Hugetlb:        0 kB
Swap:         ${String(swapKib).padStart(10)} kB
SwapPss:               8 kB
VmFlags: ${of.flags ?? 'rd wr mr mw me ac'} 
`;
}

describe('which regions are offered by madvise', () => {
  test.each<[string, Region, boolean]>([
    ['private anonymous memory', {}, true],
    ['the heap', {name: '[heap]'}, true],
    ['the stack', {name: '[stack]', flags: 'rd wr mr mw me gd ac'}, true],
    ['memory with a name', {name: '[anon:arena]'}, true],
    ['memory that is in swap', {anonymousKib: 0, swapKib: 4}, true],
    ['memory that is locked', {flags: 'rd wr mr mw me lo ac'}, true],
    ['memory that is left out of core dumps', {flags: 'rd wr mr mw me ac dd'}, true],
    ['memory without a page', {anonymousKib: 0}, false],
    ['memory that cannot be written', {permissions: 'r--p', flags: 'rd mr mw me ac'}, false],
    ['an address space that is only reserved', {permissions: '---p', flags: 'mr mw me'}, false],
    ['a private file', {inode: 1234, name: '/usr/lib/libc.so.6'}, false],
    ['shared memory', {permissions: 'rw-s', flags: 'rd wr sh mr mw me ms'}, false],
    ['memory that may be shared', {flags: 'rd wr mr mw me ms'}, false],
    ['hugetlb', {flags: 'rd wr mr mw me de ht'}, false],
    ['a device', {flags: 'rd wr mr mw me pf io de dd'}, false],
    ['a mixed mapping', {flags: 'rd wr mr mw me mm'}, false],
    ['droppable memory', {flags: 'rd wr mr mw me dp'}, false],
    ['memory that is offered already', {flags: 'rd wr mr mw me ac mg'}, false],
  ])('%s', (_, of, isOfferable) => {
    const regions = parseOfferedRegions(region('7f0000001000-7f0000005000', of));
    expect(regions.some((each) => each.isOfferable)).toBe(isOfferable);
  });
});

test('which regions are offered already, and what unmerging copies of each at most', () => {
  const text = [
    region('1000-2000', {flags: 'rd wr mr mw me ac mg'}),
    region('2000-3000', {permissions: 'r--p', flags: 'rd mr mw me ac mg'}),
    region('3000-4000', {inode: 7, name: '/lib/x (deleted)', flags: 'rd wr mr mw me mg'}),
    region('4000-5000'),
  ].join('');
  const offered = parseOfferedRegions(text).filter(({isOffered}) => isOffered);
  expect(offered.map(formatRange)).toEqual(['1000-2000', '2000-3000']);
  expect(offered[0]?.sharedBytes).toBe(12 * 1024);
});

test('nothing of a kernel thread', () => expect(parseOfferedRegions('')).toEqual([]));
