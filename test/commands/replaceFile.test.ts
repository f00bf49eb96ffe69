import {
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
import {afterEach, beforeEach, expect, test} from 'vitest';
import {replaceFile} from '../../source/commands/replaceFile.js';

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

test('puts another file in its place: who has the old one open goes on reading that', async () => {
  const path = join(directory, 'a.prom');
  writeFileSync(path, 'old\n', {mode: 0o600});
  const before = statSync(path).ino;
  await replaceFile(path, 'new\n');
  expect(readFileSync(path, 'utf8')).toBe('new\n');
  expect(statSync(path).ino).not.toBe(before);
  expect(readdirSync(directory)).toEqual(['a.prom']);
});

test('follows no link that lies in the way, and is not stopped by one', async () => {
  const path = join(directory, 'a.prom');
  const victim = join(directory, 'victim');
  writeFileSync(victim, 'untouched');
  symlinkSync(victim, join(directory, `.a.prom.${process.pid}.tmp`));
  symlinkSync(victim, path);
  await replaceFile(path, 'new\n');
  expect(readFileSync(victim, 'utf8')).toBe('untouched');
  expect(readFileSync(path, 'utf8')).toBe('new\n');
});

test('says why it cannot, and leaves nothing behind', async () => {
  await expect(replaceFile(join(directory, 'none/a.prom'), '')).rejects.toThrow(
    /none\/a\.prom cannot be written: there is no such directory\.$/,
  );
  mkdirSync(join(directory, 'a.prom'));
  await expect(replaceFile(join(directory, 'a.prom'), '')).rejects.toThrow(/it is a directory\.$/);
  expect(readdirSync(directory)).toEqual(['a.prom']);
});
