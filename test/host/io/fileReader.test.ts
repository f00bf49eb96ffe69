import {mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {createFileReader} from '../../../source/host/io/fileReader.js';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-file-reader-'));

afterAll(() => rmSync(directory, {recursive: true}));

/** How many descriptors of this file are open. */
function descriptorsOf(path: string): number {
  return readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`) === path;
    } catch {
      return false;
    }
  }).length;
}

test('files that are read often stay open, up to a limit, until they are forgotten', () => {
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  for (const path of [first, second]) writeFileSync(path, path);
  const open = () => [first, second].map(descriptorsOf);
  const reader = createFileReader(false, 1);
  for (const path of [first, first, second]) {
    expect(reader.read({path, often: true}).toString()).toBe(path);
  }
  expect(open()).toEqual([1, 0]);
  reader.forget(first);
  expect(open()).toEqual([0, 0]);
  expect(reader.read({path: second, often: true}).toString()).toBe(second);
  expect(reader.read({path: first}).toString()).toBe(first);
  expect(open()).toEqual([0, 1]);
  reader.close();
  expect(reader.read({path: second, often: true}).toString()).toBe(second);
  expect(open()).toEqual([0, 0]);
});

test('a file that stays open is read from its start, and closed when it cannot be read', () => {
  const path = '/proc/self/stat';
  const reader = createFileReader(false);
  const read = () => reader.read({path, often: true}).toString();
  expect(read().split(' ')[0]).toBe(read().split(' ')[0]);
  // A read of memory that is not mapped fails.
  expect(() => reader.read({path: '/proc/self/mem', often: true})).toThrow('EIO');
  expect(descriptorsOf(`/proc/${process.pid}/mem`)).toBe(0);
  reader.close();
});
