import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {inspectProcess} from '../../../source/host/inspect/inspect.js';
import type {Reader} from '../../../source/host/io/reader.js';
import {createLocalReader} from '../../../source/host/local/localReader.js';
import type {Inspection} from '../../../source/model/sample/inspection.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {type ProcessDescription, processFiles} from '../../fixtures/process.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';

const name = 'libksm_preload.so';
/** Of this machine, so that its head is one of a real program. */
const elf = readFileSync(process.execPath).subarray(0, 4096);

async function inspected(
  description: Partial<ProcessDescription>,
  files: TreeFiles = {},
  over: (reader: Reader) => Reader = (reader) => reader,
): Promise<Inspection> {
  const process = {pid: 501, command: 'python3', container: 'lxc:web', ...description};
  using tree = writeTree({
    ...processFiles(process, kernel6_18),
    'proc/501/exe': elf,
    'proc/501/smaps': '',
    'proc/501/root/etc/': '',
    ...files,
  });
  const reader = createLocalReader();
  try {
    const found = await inspectProcess(over(reader), tree.procfs, {pid: 501});
    if (!found) throw new Error('the process is there');
    return found;
  } finally {
    reader.close();
  }
}

const libraryOf = async (
  entry: string,
  root: TreeFiles,
  more: TreeFiles = {},
  others: string[] = [],
) => (await inspected({environment: [`LD_PRELOAD=${entry}`, ...others], root}, more)).library;

describe('the library that was asked for', () => {
  test.each([
    ['a path', `/opt/${name}`, `opt/${name}`],
    ['$LIB', `/usr/$LIB/${name}`, `usr/lib64/${name}`],
    ['$LIB in braces', `/usr/\${LIB}/${name}`, `usr/lib/x86_64-linux-gnu/${name}`],
    ['$PLATFORM', `/opt/$PLATFORM/${name}`, `opt/x86_64/${name}`],
    ['a name in a directory of Debian', name, `usr/lib/powerpc64le-linux-gnu/${name}`],
    ['a name in lib32', name, `usr/lib32/${name}`],
  ])('is found by %s', async (_, entry, place) => {
    expect(await libraryOf(entry, {[place]: elf})).toMatchObject({
      path: entry,
      mapped: false,
      present: true,
      elf: {bits: 64},
    });
    expect((await libraryOf(entry, {}))?.present).not.toBe(true);
  });

  test('is found next to the program, and from the working directory', async () => {
    const exe = {'proc/501/exe': {link: '/srv/app/bin/python3'}};
    const root = {[`srv/app/lib/${name}`]: elf, 'srv/app/bin/python3': elf};
    expect((await libraryOf(`$ORIGIN/../lib/${name}`, root, exe))?.present).toBe(true);
    const cwd = {'proc/501/cwd': {link: '/srv/app'}};
    expect((await libraryOf(`lib/${name}`, root, cwd))?.present).toBe(true);
    // It may have been started in another one.
    expect((await libraryOf(`lib/${name}`, {}, cwd))?.present).toBeUndefined();
  });

  test('is found in LD_LIBRARY_PATH, and where the cache of the loader says', async () => {
    const root = {[`opt/ksm/${name}`]: elf};
    expect((await libraryOf(name, root))?.present).toBe(false);
    expect((await libraryOf(name, root, {}, ['LD_LIBRARY_PATH=/opt/ksm']))?.present).toBe(true);
    const cache = `ld.so-1.7.0\0\0${name}\0/opt/ksm/${name}\0`;
    expect((await libraryOf(name, {...root, 'etc/ld.so.cache': cache}))?.present).toBe(true);
  });

  test('of several, is the one that is made for the program', async () => {
    const narrow = Buffer.from(elf);
    narrow[4] = 1;
    const root = {[`usr/lib64/${name}`]: narrow, [`usr/lib/${name}`]: elf};
    expect(await libraryOf(`/usr/$LIB/${name}`, root)).toMatchObject({elf: {bits: 64}});
  });

  test('is reported with why its entry has no effect', async () => {
    const entry = `"/usr/lib64/${name}"`;
    const root = {[`usr/lib64/${name}`]: elf};
    expect(await libraryOf(entry, root)).toMatchObject({path: entry});
    const {library, preloadFile} = await inspected({
      root: {...root, 'etc/ld.so.preload': `# ours\r\n/usr/lib64/${name}\r\n`},
    });
    expect(library?.path).toBe(`/usr/lib64/${name}\r`);
    expect(preloadFile).toEqual([`/usr/lib64/${name}\r`]);
  });
});

describe('files that are larger than what is read', () => {
  const large = Buffer.alloc(9 * 2 ** 20, 'A=1\0');

  test('are not taken for whole', async () => {
    const {preloadVariable, library, regions, regionsError} = await inspected(
      {},
      {'proc/501/environ': large, 'proc/501/maps': large, 'proc/501/smaps': large},
    );
    expect(preloadVariable).toBeUndefined();
    expect(library).toBeUndefined();
    expect(regions).toBeUndefined();
    expect(regionsError).toBe('too large');
  });

  test('an environment of megabytes is read to its end', async () => {
    const environ = Buffer.concat([
      large.subarray(0, 2 ** 21),
      Buffer.from(`LD_PRELOAD=/opt/${name}\0`),
    ]);
    const {preloadVariable} = await inspected({}, {'proc/501/environ': environ});
    expect(preloadVariable).toBe(`/opt/${name}`);
  });

  test('a list of preloads without end is not known', async () => {
    const {preloadFile} = await inspected({root: {'etc/ld.so.preload': '/a.so\n'.repeat(100_000)}});
    expect(preloadFile).toBeUndefined();
  });
});

test('a list of a container without end is used up to a point', async () => {
  const {preloadFile} = await inspected({root: {'etc/ld.so.preload': '/a.so\n'.repeat(5000)}});
  expect(preloadFile?.length).toBeLessThan(100);
  const names = Array.from({length: 300_000}, (_, index) => `${index}.conf`);
  const {unitMemoryKsm} = await inspected(
    {cgroup: '/system.slice/app.service', root: {'etc/systemd/system/app.service.d/': ''}},
    {},
    (reader) => ({
      ...reader,
      list: async (path, root) => (path.endsWith('.d') ? names : reader.list(path, root)),
    }),
  );
  expect(unitMemoryKsm).toBeUndefined();
});
