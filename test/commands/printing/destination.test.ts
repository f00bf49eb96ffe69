import {execFileSync} from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {newestIn} from '../../../source/commands/printing/destination.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-destination-'));
});
afterEach(() => {
  rmSync(directory, {recursive: true});
});

test('a device takes the text, and stays a device', async () => {
  expect(await newestIn('/dev/null').write('x')).toBe(true);
  await expect(newestIn('/dev/full').write('x')).rejects.toThrow('cannot write to /dev/full: ');
  for (const path of ['/dev/null', '/dev/full']) {
    expect(lstatSync(path).isCharacterDevice()).toBe(true);
  }
});

test('a pipe gives every text to its reader, until the reader is gone', async () => {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  await expect(newestIn(path).write('x')).rejects.toThrow('no process reads this pipe.');
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const destination = newestIn(path);
  expect(await destination.write('one\n')).toBe(true);
  expect(await destination.write('two\n')).toBe(true);
  const bytes = Buffer.alloc(100);
  expect(bytes.toString('utf8', 0, readSync(reader, bytes))).toBe('one\ntwo\n');
  closeSync(reader);
  expect(await destination.write('three\n')).toBe(false);
  expect(lstatSync(path).isFIFO()).toBe(true);
});

test('an open file is written to as it is', async () => {
  const path = join(directory, 'open');
  const descriptor = openSync(path, 'w+');
  const destination = newestIn(`/dev/fd/${descriptor}`);
  await destination.write('one\n');
  await destination.write('two\n');
  const bytes = Buffer.alloc(100);
  expect(bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, 100, 0))).toBe('one\ntwo\n');
  closeSync(descriptor);
});

test('where a file cannot be written is known before', async () => {
  const file = join(directory, 'file');
  await newestIn(file).check();
  expect(existsSync(file)).toBe(false);
  await newestIn('/dev/null').check();
  const wrong = [
    [join(directory, 'none/file'), 'its directory does not exist'],
    [directory, 'it is a directory'],
  ] as const;
  for (const [path, why] of wrong) {
    await expect(newestIn(path).check()).rejects.toThrow(`${path} cannot be written: ${why}.`);
    await expect(newestIn(path).write('x')).rejects.toThrow(`${path} cannot be written: ${why}.`);
  }
});
