import {chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createWriteQueue, createWriter} from '../../../source/host/local/writeParameters.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-write-'));
  for (const [name, text] of Object.entries({run: '0\n', advisor_mode: '[none] scan-time\n'})) {
    writeFileSync(join(directory, name), text);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, {recursive: true});
});

/** Puts a program called cat before all others. */
function insteadOfCat(script: string): void {
  const path = join(directory, 'cat');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${directory}${delimiter}${process.env.PATH}`);
}

test('writes a value and returns what the file holds then', async () => {
  const {write} = createWriter(directory);
  expect(await write('run', '1')).toEqual({value: '1', elapsedSeconds: expect.any(Number)});
  expect(readFileSync(join(directory, 'run'), 'utf8')).toBe('1\n');
});

test('a file that this kernel lacks is ENOENT, and is not made', async () => {
  const {write} = createWriter(directory);
  expect(await write('smart_scan', '1')).toEqual({
    errno: 'ENOENT',
    elapsedSeconds: expect.any(Number),
  });
  expect(() => readFileSync(join(directory, 'smart_scan'))).toThrow('ENOENT');
});

test('returns the errno of the kernel, and what the file still holds', async () => {
  symlinkSync('/dev/full', join(directory, 'pages_to_scan'));
  symlinkSync('/proc/sys/kernel/ostype', join(directory, 'sleep_millisecs'));
  const {write} = createWriter(directory);
  expect(await write('pages_to_scan', '1')).toMatchObject({errno: 'ENOSPC'});
  const refused = await write('sleep_millisecs', '1');
  expect(refused.errno).toMatch(/^(?:EACCES|EPERM)$/);
  expect(refused.value).toBeUndefined();
});

test('reads a choice back as its word', async () => {
  symlinkSync('/dev/null', join(directory, 'merge_across_nodes'));
  const {write} = createWriter(directory);
  expect((await write('advisor_mode', '[none]')).value).toBe('none');
  expect((await write('merge_across_nodes', '1')).value).toBeUndefined();
});

test('writes one after another, in the order they came', async () => {
  const writer = createWriter(directory);
  const order: string[] = [];
  const writes = ['1', '2', '0', '1'].map(async (value) => {
    const outcome = await writer.write('run', value);
    order.push(`${value} then ${outcome.value}`);
  });
  await Promise.all(writes);
  expect(order).toEqual(['1 then 1', '2 then 2', '0 then 0', '1 then 1']);
});

test('a refused write does not stop the next', async () => {
  const {write} = createWriter(directory);
  const [refused, done] = await Promise.all([write('smart_scan', '1'), write('run', '1')]);
  expect([refused.errno, done.value]).toEqual(['ENOENT', '1']);
});

test('lets a child unmerge, and only unmerge', async () => {
  insteadOfCat('read -r value; echo "$value, by a child"');
  const {write} = createWriter(directory);
  await write('run', '2');
  expect(readFileSync(join(directory, 'run'), 'utf8')).toBe('2, by a child\n');
  await write('run', '1');
  expect(readFileSync(join(directory, 'run'), 'utf8')).toBe('1, by a child\n');
});

test.each([
  ['echo "cat: write error: Cannot allocate memory" >&2; exit 1', 'ENOMEM'],
  ['echo "cat: write error: Interrupted system call" >&2; exit 1', 'EINTR'],
  ['echo "cat: write error: Invalid argument" >&2; exit 1', 'EINVAL'],
  ['echo "cat: something new" >&2; exit 1', 'EIO'],
  ['kill -9 $$', 'EINTR'],
])('returns why the child could not write: %s', async (script, errno) => {
  insteadOfCat(script);
  const {write} = createWriter(directory);
  expect(await write('run', '2')).toMatchObject({errno, value: '0'});
});

test('a real cat reports a real refusal', async () => {
  rmSync(join(directory, 'run'));
  symlinkSync('/dev/full', join(directory, 'run'));
  expect((await createWriter(directory).write('run', '2')).errno).toBe('ENOSPC');
});

test('a write that fails altogether does not stop the next', async () => {
  const outcome = {value: '1', elapsedSeconds: 0};
  let writes = 0;
  const {write} = createWriteQueue(async () => {
    if (writes++ === 0) throw new Error('the connection ended');
    return outcome;
  });
  const [failed, done] = await Promise.allSettled([write('run', '1'), write('run', '1')]);
  expect(failed.status).toBe('rejected');
  expect(done).toEqual({status: 'fulfilled', value: outcome});
});
