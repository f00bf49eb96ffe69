import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {kindOf} from '../../../source/host/io/fileKind.js';
import {replaceFile} from '../../../source/host/io/replaceFile.js';
import {missing} from '../../support/requirements.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-replace-'));
});
afterEach(() => {
  rmSync(directory, {recursive: true});
});

test('makes a file that everybody can read, whatever the umask', async () => {
  const umask = process.umask(0o077);
  try {
    await replaceFile(join(directory, 'a.prom'), 'first\n');
  } finally {
    process.umask(umask);
  }
  expect(readFileSync(join(directory, 'a.prom'), 'utf8')).toBe('first\n');
  expect(statSync(join(directory, 'a.prom')).mode & 0o777).toBe(0o644);
});

test('replaces the file: a reader that has the old one open keeps reading that', async () => {
  const path = join(directory, 'a.prom');
  writeFileSync(path, 'old\n', {mode: 0o600});
  const before = statSync(path).ino;
  await replaceFile(path, 'new\n');
  expect(readFileSync(path, 'utf8')).toBe('new\n');
  expect(statSync(path).ino).not.toBe(before);
  expect(readdirSync(directory)).toEqual(['a.prom']);
});

test('keeps the mode and the owner of the old file', async () => {
  const path = join(directory, 'a.prom');
  writeFileSync(path, 'old\n');
  chmodSync(path, 0o640);
  const owner = process.getuid?.() === 0 ? 12_345 : statSync(path).uid;
  chownSync(path, owner, statSync(path).gid);
  await replaceFile(path, 'new\n');
  expect(statSync(path)).toMatchObject({uid: owner, mode: 0o100_640});
});

test('lets no other user read an incomplete file, whatever the umask', async () => {
  const umask = process.umask(0);
  const modes = new Set<number>();
  try {
    let done = false;
    const writing = replaceFile(join(directory, 'a'), Buffer.alloc(2 ** 25), {mode: 0o755}).then(
      () => {
        done = true;
      },
    );
    while (!done) {
      for (const name of readdirSync(directory)) {
        if (name === 'a') continue;
        const {size, mode} = statSync(join(directory, name), {throwIfNoEntry: false}) ?? {};
        if (mode !== undefined && size !== 2 ** 25) modes.add(mode & 0o777);
      }
      await new Promise(setImmediate);
    }
    await writing;
  } finally {
    process.umask(umask);
  }
  expect([...modes]).toEqual([0o600]);
  expect(statSync(join(directory, 'a')).mode & 0o777).toBe(0o755);
});

test.each([
  ['symbolic link', (path: string) => symlinkSync('victim', path)],
  ['named pipe', (path: string) => execFileSync('mkfifo', [path])],
])('replaces no %s, and follows none', async (kind, make) => {
  const path = join(directory, 'a.prom');
  writeFileSync(join(directory, 'victim'), 'untouched');
  make(path);
  await expect(replaceFile(path, 'new\n')).rejects.toThrow(`cannot be written: it is a ${kind}`);
  expect(kindOf(lstatSync(path))).toBe(kind);
  expect(readFileSync(join(directory, 'victim'), 'utf8')).toBe('untouched');
  expect(readdirSync(directory)).toEqual(['a.prom', 'victim']);
});

test('replaces no device', async () => {
  await expect(replaceFile('/dev/full', '')).rejects.toThrow(
    '/dev/full cannot be written: it is a device, not a regular file.',
  );
  expect(kindOf(lstatSync('/dev/full'))).toBe('device');
});

test('says why it cannot, and leaves nothing behind', async () => {
  await expect(replaceFile(join(directory, 'none/a.prom'), '')).rejects.toThrow(
    /none\/a\.prom cannot be written: its directory does not exist\.$/,
  );
  mkdirSync(join(directory, 'a.prom'));
  await expect(replaceFile(join(directory, 'a.prom'), '')).rejects.toThrow(/it is a directory\.$/);
  expect(readdirSync(directory)).toEqual(['a.prom']);
});

describe.skipIf(missing('a full disk', 'root'))('a full disk', () => {
  afterEach(() => {
    execFileSync('umount', [directory]);
  });

  test('leaves the old file as it was, and nothing else', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]);
    const path = join(directory, 'a.prom');
    writeFileSync(path, 'old\n');
    await expect(replaceFile(path, Buffer.alloc(2 ** 21))).rejects.toThrow(
      'a.prom cannot be written: its file system is full (ENOSPC).',
    );
    expect(readFileSync(path, 'utf8')).toBe('old\n');
    expect(readdirSync(directory)).toEqual(['a.prom']);
  });
});
