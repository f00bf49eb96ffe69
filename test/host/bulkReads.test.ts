import {mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type BulkRead, createBulkReads, isForBulk} from '../../source/host/bulkReads.js';
import type {ReadRequest} from '../../source/host/reader.js';
import {makePipe} from './pipes.js';

let directory: string;
let others: BulkRead[];
let hanging: string[];
const comeBack = vi.fn();

const otherwise = {
  start: (reads: readonly BulkRead[]) => void others.push(...reads),
  hang({request}: BulkRead) {
    hanging.push(request.path);
    return comeBack;
  },
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-bulk-'));
  others = [];
  hanging = [];
  comeBack.mockClear();
  for (const index of names) writeFileSync(join(directory, index), `file ${index}`);
});

afterEach(() => rmSync(directory, {recursive: true, force: true}));

const names = Array.from({length: 500}, (_, index) => String(index));

/** What is answered, by the name of the file. */
function readsOf(answers: Map<string, string>, change: Partial<ReadRequest> = {}): BulkRead[] {
  return names.map((name) => ({
    request: {path: join(directory, name), take() {}, ...change},
    done: (bytes, errno) => void answers.set(name, bytes?.toString() ?? errno),
  }));
}

/** Bulk reads whose thread has started; before, it takes nothing. */
async function startedReads() {
  const reads = createBulkReads(otherwise);
  const answers = new Map<string, string>();
  await vi.waitFor(() => expect(reads.start(readsOf(answers))).toBe(true), {timeout: 5000});
  await vi.waitFor(() => expect(answers.size).toBe(names.length), {timeout: 5000});
  return reads;
}

test('a host with few files never gets a thread', () => {
  const reads = createBulkReads(otherwise);
  expect(reads.start(readsOf(new Map()).slice(0, 399))).toBe(false);
  expect(reads.start(readsOf(new Map()).slice(0, 399))).toBe(false);
});

test('nor does one that has had many for a moment', async () => {
  const reads = createBulkReads(otherwise);
  const threads = countThreads();
  for (const _ of [1, 2, 3]) expect(reads.start(readsOf(new Map()))).toBe(false);
  const now = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 30_001);
  try {
    for (const _ of [1, 2, 3]) expect(reads.start(readsOf(new Map()))).toBe(false);
    expect(countThreads()).toBe(threads);
    expect(reads.start(readsOf(new Map()))).toBe(false);
    expect(countThreads()).toBe(threads + 1);
  } finally {
    clock.mockRestore();
    reads.end();
  }
});

const countThreads = () => readdirSync('/proc/self/task').length;

test.each([{often: false}, {often: true}])(
  'every file is answered with its content or its errno, $often',
  async (change) => {
    const reads = await startedReads();
    for (const round of [1, 2, 3]) {
      const answers = new Map<string, string>();
      writeFileSync(join(directory, '7'), `round ${round}`);
      if (round === 3) {
        reads.forget(join(directory, '300'));
        rmSync(join(directory, '300'));
      }
      expect(reads.start(readsOf(answers, {...change, limit: 7}))).toBe(true);
      await vi.waitFor(() => expect(answers.size).toBe(names.length));
      for (const name of names) {
        const text = name === '7' ? `round ${round}` : `file ${name}`;
        const gone = name === '300' && round === 3;
        expect(answers.get(name)).toBe(gone ? 'ENOENT' : text.slice(0, 7));
      }
    }
    reads.end();
    expect(others).toEqual([]);
  },
);

test('few reads go to the thread only when they may wait', async () => {
  const reads = await startedReads();
  const waitsFor = {name: 'lock', from: 'read'} as const;
  const answers = new Map<string, string>();
  expect(reads.start(readsOf(answers).slice(0, 63))).toBe(false);
  expect(reads.start(readsOf(answers, {waitsFor}).slice(0, 15))).toBe(false);
  expect(reads.start(readsOf(answers, {waitsFor}).slice(0, 16))).toBe(true);
  await vi.waitFor(() => expect(answers.size).toBe(16), {timeout: 5000});
  reads.end();
});

test('a thread that is needed no more goes, and leaves no file open', async () => {
  const reads = await startedReads();
  const answers = new Map<string, string>();
  expect(reads.start(readsOf(answers, {often: true}))).toBe(true);
  await vi.waitFor(() => expect(answers.size).toBe(names.length));
  expect(openFiles()).toBe(names.length);
  const few = readsOf(answers).slice(0, 64);
  expect(reads.start(few)).toBe(true);
  const now = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 30_001);
  try {
    // Each try keeps it busy for a moment.
    await vi.waitFor(() => expect(reads.start(few)).toBe(false), {timeout: 10_000, interval: 300});
  } finally {
    clock.mockRestore();
  }
  await vi.waitFor(() => expect(openFiles()).toBe(0), {timeout: 5000});
  await vi.waitFor(() => expect(reads.start(readsOf(answers))).toBe(true), {timeout: 5000});
  await vi.waitFor(() => expect(reads.start(few)).toBe(true), {timeout: 5000});
  reads.end();
});

function openFiles(): number {
  return readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).startsWith(directory);
    } catch {
      return false;
    }
  }).length;
}

test('a file that hangs leaves its thread behind, and no other unanswered', async () => {
  const reads = await startedReads();
  const pipe = makePipe(directory, '200', {opens: true});
  const answers = new Map<string, string>();
  expect(reads.start(readsOf(answers))).toBe(true);
  await vi.waitFor(() => expect(hanging).toEqual([pipe.path]), {timeout: 5000});
  expect(reads.hung).toBe(1);
  expect(answers.size + others.length).toBe(names.length - 1);
  expect(comeBack).not.toHaveBeenCalled();
  pipe.letGo();
  await vi.waitFor(() => expect(reads.hung).toBe(0), {timeout: 5000});
  expect(comeBack).toHaveBeenCalledOnce();
  reads.end();
});

test('what may hang at its opening, or comes in pieces, is not for the thread', () => {
  const request = {path: '/proc/1/stat', take() {}};
  expect(isForBulk(request)).toBe(true);
  expect(isForBulk({...request, waitsFor: {name: 'memory of 1', from: 'read'}})).toBe(true);
  expect(isForBulk({...request, waitsFor: {name: 'memory of 1', from: 'open'}})).toBe(false);
  expect(isForBulk({...request, kind: 'link'})).toBe(false);
  expect(isForBulk({...request, inPieces: true})).toBe(false);
  expect(isForBulk({...request, patient: true})).toBe(false);
  expect(isForBulk({...request, root: '/'})).toBe(false);
});
