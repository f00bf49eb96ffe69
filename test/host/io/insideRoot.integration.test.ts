import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {holdSocketInside, listInside, openInside} from '../../../source/host/io/insideRoot.js';
import {errnoOf} from '../../../source/host/io/reader.js';

const isRoot = process.getuid?.() === 0;
let outer: string;
let root: string;

beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'ksmtop-root-'));
  root = join(outer, 'root');
  mkdirSync(join(root, 'etc/deep/er'), {recursive: true});
  writeFileSync(join(root, 'etc/hostname'), 'inside\n');
  writeFileSync(join(outer, 'secret'), 'outside\n');
});

afterEach(() => rmSync(outer, {recursive: true}));

/** What is read there, or why nothing is. */
function read(path: string, owner?: number, from = root): string {
  let descriptor: number;
  try {
    descriptor = openInside(from, path, owner);
  } catch (error) {
    return errnoOf(error);
  }
  const text = readFileSync(descriptor, 'utf8');
  closeSync(descriptor);
  return text;
}

test.each([
  ['/etc/hostname', 'inside\n'],
  ['etc//./hostname', 'inside\n'],
  ['/etc/deep/../hostname', 'inside\n'],
  ['/../../etc/hostname', 'inside\n'],
  ['/etc/none', 'ENOENT'],
  ['/none/hostname', 'ENOENT'],
  ['/etc/hostname/more', 'ENOTDIR'],
  ['/etc', 'ENOENT'],
  ['/', 'ENOENT'],
])('%s gives %s', (path, expected) => {
  expect(read(path)).toBe(expected);
});

test.each([
  ['an absolute link', '/etc/hostname', 'inside\n'],
  ['a relative one', '../etc/hostname', 'inside\n'],
  ['one that climbs out', '../../../../../../etc/hostname', 'inside\n'],
  ['one to a file outside', '../../secret', 'ENOENT'],
  ['one to itself', 'link', 'ENOENT'],
  ['one to nowhere', '/nowhere', 'ENOENT'],
])('%s is followed inside the root', (_what, target, expected) => {
  symlinkSync(target, join(root, 'etc/link'));
  expect(read('/etc/link')).toBe(expected);
});

test('a directory that is a link is followed inside the root', () => {
  symlinkSync('/etc', join(root, 'config'));
  symlinkSync('deep/er', join(root, 'etc/short'));
  writeFileSync(join(root, 'etc/deep/er/file'), 'deep\n');
  expect(read('/config/hostname')).toBe('inside\n');
  expect(read('/config/short/file')).toBe('deep\n');
  expect(read('/config/short/../../hostname')).toBe('inside\n');
});

test('a path that is made long by links, or deep, has an end', () => {
  let deep = '';
  for (let index = 0; index < 300; index++) deep += '/d';
  mkdirSync(root + deep, {recursive: true});
  expect(read(`${deep}/file`)).toBe('ENOENT');
  symlinkSync(`${'x/../'.repeat(800)}x`, join(root, 'x'));
  expect(read('/x')).toBe('ENOENT');
});

test.each([
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ['a directory', (path: string) => mkdirSync(path)],
])('%s in the place of a file is not opened', (_what, make) => {
  make(join(root, 'etc/odd'));
  expect(read('/etc/odd')).toBe('ENOENT');
});

test.each([
  ['/proc/version', 'EOPNOTSUPP'],
  ['/proc/kmsg', 'EOPNOTSUPP'],
  ['/proc/self/environ', 'EOPNOTSUPP'],
  ['/sys/kernel/mm/ksm/run', 'EOPNOTSUPP'],
  ['/proc/none', 'ENOENT'],
  ['/dev/null', 'ENOENT'],
  ['/dev/ptmx', 'ENOENT'],
])('%s is not opened, as its file system stores no files: %s', (path, errno) => {
  expect(read(path, undefined, '/')).toBe(errno);
});

test.skipIf(!isRoot)('a link into a /proc of its own leads to no file', async () => {
  symlinkSync('/proc/version', join(root, 'etc/motd'));
  mkdirSync(join(root, 'proc'));
  const script = `mount -t proc proc ${root}/proc && echo mounted && exec sleep 60`;
  const holder = spawn('unshare', ['--mount', 'sh', '-c', script]);
  try {
    await once(holder.stdout, 'data');
    const inside = `/proc/${holder.pid}/root${root}`;
    expect(readFileSync(`${inside}/proc/version`, 'utf8')).toMatch(/^Linux/);
    expect(read('/etc/motd', undefined, inside)).toBe('EOPNOTSUPP');
    expect(() => listInside(inside, '/proc')).toThrow('EOPNOTSUPP');
  } finally {
    holder.kill('SIGKILL');
  }
});

test.skipIf(!isRoot)('a file is opened with the rights of a user, where one is named', () => {
  const file = join(root, 'etc/hostname');
  chownSync(file, 1000, 1000);
  chmodSync(file, 0o600);
  expect([undefined, 1000, 1001, 0].map((owner) => read('/etc/hostname', owner))).toEqual([
    'inside\n',
    'inside\n',
    'EACCES',
    'EACCES',
  ]);
  chmodSync(file, 0o644);
  expect(read('/etc/hostname', 1001)).toBe('inside\n');
});

test.skipIf(!isRoot)('a directory that is closed to that user is not gone through', () => {
  const file = join(root, 'etc/deep/er/file');
  writeFileSync(file, 'deep\n');
  chmodSync(join(root, 'etc/deep'), 0o700);
  chownSync(join(root, 'etc/deep'), 1000, 1000);
  expect([undefined, 0, 1000, 1001].map((owner) => read('/etc/deep/er/file', owner))).toEqual([
    'deep\n',
    'deep\n',
    'deep\n',
    'EACCES',
  ]);
});

test('while a directory and a link out of the root change places, nothing outside is opened', async () => {
  mkdirSync(join(root, 'etc/x'));
  writeFileSync(join(root, 'etc/x/secret'), 'inside\n');
  symlinkSync(outer, join(root, 'etc/y'));
  // Ends after its own count if it is not killed.
  const swap = `const {renameSync: move} = require('node:fs');
    process.chdir(${JSON.stringify(join(root, 'etc'))});
    for (let i = 0; i < 400000; i++) { move('x', 'z'); move('y', 'x'); move('z', 'y'); }`;
  const swapper = spawn(process.execPath, ['-e', swap]);
  const results = new Map<string, number>();
  try {
    await once(swapper, 'spawn');
    for (let index = 0; index < 20_000; index++) {
      const result = read('/etc/x/secret');
      results.set(result, (results.get(result) ?? 0) + 1);
    }
  } finally {
    swapper.kill('SIGKILL');
  }
  expect(results.get('inside\n')).toBeGreaterThan(0);
  expect([...results.keys()]).not.toContain('outside\n');
}, 60_000);

test('no descriptor is left, whatever was met', () => {
  symlinkSync('/etc/deep/../hostname', join(root, 'link'));
  symlinkSync('link2', join(root, 'link2'));
  const before = readdirSync('/proc/self/fd').length;
  for (const path of [
    '/link',
    '/link2',
    '/none',
    '/etc',
    '/etc/hostname/x',
    '/etc/deep/er/../..',
  ]) {
    read(path);
    read(path, 12_345);
  }
  listInside(root, '/etc/deep');
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});

test('a directory is listed, unless it has too many names', () => {
  expect(listInside(root, '/etc').sort()).toEqual(['deep', 'hostname']);
  expect(() => listInside(root, '/etc/hostname')).toThrow('ENOTDIR');
  expect(() => listInside('/', '/proc/self/fd')).toThrow('EOPNOTSUPP');
  for (let index = 0; index < 10_000; index++)
    writeFileSync(join(root, 'etc/deep/er', `${index}`), '');
  expect(listInside(root, '/etc/deep/er').length).toBe(10_000);
  writeFileSync(join(root, 'etc/deep/er/more'), '');
  expect(() => listInside(root, '/etc/deep/er')).toThrow('EOVERFLOW');
});

test('of a socket a hold is taken, and of nothing else', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, 'api.sock'), resolve));
  try {
    closeSync(holdSocketInside(root, '/api.sock'));
    expect(() => holdSocketInside(root, '/etc/hostname')).toThrow('ENOTSOCK');
    if (isRoot) {
      chownSync(join(root, 'api.sock'), 1000, 1000);
      expect(() => holdSocketInside(root, '/api.sock', 0)).toThrow('EACCES');
    }
  } finally {
    server.close();
  }
});
