import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {createKeptFiles} from '../../source/host/keptFiles.js';
import type {ReadRequest} from '../../source/host/reader.js';
import {createSlices} from '../../source/host/slices.js';
import {createWaitingReads} from '../../source/host/waitingReads.js';
import {until} from '../system/harness/wait.js';
import {makePipe} from './pipes.js';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-reads-'));
const file = join(directory, 'file');
writeFileSync(file, 'x'.repeat(100_000));

afterAll(() => rmSync(directory, {recursive: true}));

/** Fewer threads than there are, so that the test can fill them. */
function readsWith(threads: number) {
  const reads = createWaitingReads({threads}, createKeptFiles(), createSlices());
  function read(path: string, lock: string, request: Partial<ReadRequest> = {}) {
    return new Promise<string>((resolve) => {
      const whole = {path, take() {}, waitsFor: {name: lock, from: 'open'} as const, ...request};
      reads.start(whole, (bytes, errno) => resolve(bytes ? `${bytes.length} bytes` : errno));
    });
  }
  return {reads, read};
}

test('reads whole files, heads of files, and links', async () => {
  const {read} = readsWith(4);
  expect(await read(file, 'a', {inPieces: true})).toBe('100000 bytes');
  expect(await read(file, 'a', {inPieces: true, limit: 50_000})).toBe('50000 bytes');
  expect(await read('/proc/self/exe', 'a', {kind: 'link'})).toBe(
    `${process.execPath.length} bytes`,
  );
  expect(await read(join(directory, 'none'), 'a')).toBe('ENOENT');
  expect(await read(join(directory, 'none'), 'a', {kind: 'link'})).toBe('ENOENT');
  expect(await read(directory, 'a')).toBe('EISDIR');
});

test('while a read hangs, others for its lock fail at once, and one thread is all it takes', async () => {
  const {reads, read} = readsWith(4);
  const pipe = makePipe(directory, 'stuck');
  const answers = await Promise.all([
    read(pipe.path, 'a'),
    read(file, 'a'),
    read(file, 'b', {inPieces: true}),
  ]);
  expect(answers).toEqual(['ETIMEDOUT', 'ETIMEDOUT', '100000 bytes']);
  expect(reads.hung).toBe(1);
  expect(await read(file, 'a')).toBe('ETIMEDOUT');
  expect(await read(file, 'a', {patient: true})).toBe('ETIMEDOUT');
  pipe.letGo();
  await until('the read back', () => reads.hung === 0);
  expect(await read(file, 'a', {inPieces: true})).toBe('100000 bytes');
});

test('two threads are left free, whatever hangs', async () => {
  const {reads, read} = readsWith(4);
  const pipes = ['one', 'two'].map((name) => makePipe(directory, name));
  expect(await Promise.all(pipes.map(({path}) => read(path, path)))).toEqual([
    'ETIMEDOUT',
    'ETIMEDOUT',
  ]);
  expect(await read(file, 'healthy')).toBe('EAGAIN');
  expect(reads.hung).toBe(2);
  pipes[0]?.letGo();
  await until('a thread back', () => reads.hung === 1);
  expect(await read(file, 'healthy', {inPieces: true})).toBe('100000 bytes');
});

test('where there are but two threads, one of them reads', async () => {
  const {read} = readsWith(2);
  const answers = await Promise.all(['a', 'b', 'c'].map((lock) => read(file, lock)));
  expect(answers).toEqual(Array.from({length: 3}, () => '16384 bytes'));
});
