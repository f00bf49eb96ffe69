import {mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {createDescriptorCache} from '../../../source/host/io/descriptorCache.js';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-kept-files-'));

afterAll(() => rmSync(directory, {recursive: true}));

test('kept files stay open up to a limit, and a number in use is not closed', () => {
  const path = join(directory, 'kept');
  writeFileSync(path, '');
  const open = () =>
    readdirSync('/proc/self/fd').filter((name) => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`) === path;
      } catch {
        return false;
      }
    }).length;
  const files = createDescriptorCache(1);
  const file = files.open(path, true);
  expect(files.open(path, true).descriptor).toBe(file.descriptor);
  expect(files.open(path, false).kept).toBe(false);
  expect(open()).toBe(2);
  files.release(file);
  files.forget(path);
  expect(open()).toBe(2);
  files.release(file);
  expect(open()).toBe(1);
  expect(files.open(path, true).kept).toBe(true);
  files.close();
  expect(files.open(path, true).kept).toBe(false);
});
