import {expect, test} from 'vitest';
import {readRegions} from '../../../source/host/pages/readRegions.js';
import {writeTree} from '../../fixtures/tree.js';

const fields = (kib: number) =>
  `Size: ${kib} kB\nKernelPageSize: 4 kB\nRss: 4 kB\nAnonymous: ${kib} kB\nVmFlags: rd wr mr mg \n`;
const regionOf = (index: number, name = '') =>
  `${(index * 4096).toString(16)}-${((index + 1) * 4096).toString(16)} rw-p 00000000 00:00 0 ${name}\n${fields(index)}`;

test('a process has as many regions as its file, wherever a read of it ends', () => {
  for (const count of [0, 1, 2, 3000]) {
    const indexes = Array.from({length: count}, (_, index) => index);
    const text = indexes.map((index) => regionOf(index, 'x'.repeat(index % 251))).join('');
    using tree = writeTree({'proc/7/smaps': text});
    const regions = [...readRegions(`${tree.procfs}/7`)];
    expect(regions.map(({anonymousBytes}) => anonymousBytes / 1024)).toEqual(indexes);
    expect(regions.every(({mergeable}) => mergeable === true)).toBe(true);
  }
});

test('they come one after another: no more of the file is read before they are taken', () => {
  const text = Array.from({length: 20_000}, (_, index) => regionOf(index)).join('');
  using tree = writeTree({'proc/7/smaps': text});
  let taken = 0;
  for (const _ of readRegions(`${tree.procfs}/7`)) {
    if (taken++ === 0) tree.update({'proc/7/smaps': ''});
  }
  expect(taken).toBeLessThan(2000);
});
