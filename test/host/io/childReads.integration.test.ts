import {execFileSync} from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeEach, expect, test} from 'vitest';
import {type ChildRead, createChildReads} from '../../../source/host/io/childReads.js';
import {largestFile} from '../../../source/host/io/readProtocol.js';
import {makePipe} from '../../support/pipes.js';
import {until} from '../../support/until.js';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-reads-'));
let reads: ReturnType<typeof createChildReads>;
/** Children of other files that run in this process. */
let others: readonly number[];

beforeEach(() => {
  others = readingChildren();
  reads = createChildReads();
});

afterEach(() => reads.close());

afterAll(() => rmSync(directory, {recursive: true}));

const lockOf = (name: string) => ({name, from: 'open'}) as const;

/** What comes of reads that are asked for together. */
function readAll(requests: ReadonlyArray<Partial<ChildRead['request']>>): Promise<string[]> {
  const answers = requests.map(
    (request) =>
      new Promise<string>((resolve) => {
        const read: ChildRead = {
          request: {path: '', ...request},
          done: (bytes, errno) => resolve(bytes ? bytes.toString() : errno),
        };
        batch.push(read);
      }),
  );
  reads.read(batch.splice(0));
  return Promise.all(answers);
}
const batch: ChildRead[] = [];

function put(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

test('files, their heads, links, and refusals come back in place', async () => {
  const path = put('file', 'x'.repeat(100_000));
  const [whole, head, piece, link, none, folder] = await readAll([
    {path, inPieces: true},
    {path, inPieces: true, limit: 50_000},
    {path},
    {path: '/proc/self/cwd', kind: 'link'},
    {path: join(directory, 'none')},
    {path: directory},
  ]);
  expect([whole?.length, head?.length, piece?.length]).toEqual([100_000, 50_000, 65_536]);
  expect([link, none, folder]).toEqual(['/', 'ENOENT', 'EISDIR']);
});

test('a file that is too large to be read whole is refused, and its beginning is read', async () => {
  const path = put('large', '');
  truncateSync(path, 2 ** 30);
  const [whole, head, all] = await readAll([
    {path, inPieces: true},
    {path, inPieces: true, limit: 100_000},
    {path: put('most', 'x'.repeat(largestFile)), inPieces: true},
  ]);
  expect([whole, head?.length, all?.length]).toEqual(['EFBIG', 100_000, largestFile]);
});

test('paths of any length and any bytes are asked for in as many frames as they need', async () => {
  const path = `/${'\u0001'.repeat(200)}`.repeat(20);
  const answers = await readAll(Array.from({length: 4000}, () => ({path})));
  expect(new Set(answers)).toEqual(new Set(['ENOENT']));
});

test('a file that is kept open is read from its beginning each time', async () => {
  const path = put('often', 'first');
  expect(await readAll([{path, often: true}])).toEqual(['first']);
  writeFileSync(path, 'second');
  expect(await readAll([{path, often: true}])).toEqual(['second']);
  reads.forget(path);
  rmSync(path);
  expect(await readAll([{path, often: true}])).toEqual(['ENOENT']);
});

test('what hangs is answered, with all that wait for the same lock, and the rest is read', async () => {
  const pipe = makePipe(directory, 'pipe');
  const path = put('file', 'read');
  expect(
    await readAll([
      {path, waitsFor: lockOf('a')},
      {path: pipe.path, waitsFor: lockOf('b')},
      {path, waitsFor: lockOf('b')},
      {path, waitsFor: lockOf('c')},
    ]),
  ).toEqual(['read', 'ETIMEDOUT', 'ETIMEDOUT', 'read']);
  expect(await readAll([{path, waitsFor: lockOf('b')}])).toEqual(['ETIMEDOUT']);
  await until('the child to be gone', () => reads.hung === 0);
  pipe.letGo();
  // Soon it is tried again.
  await until('the lock tried again', async () => {
    const [answer] = await readAll([{path, waitsFor: lockOf('b')}]);
    return answer === 'read';
  });
});

test('in the middle of many, the one that hangs is found', async () => {
  const pipe = makePipe(directory, 'pipe');
  const paths = Array.from({length: 300}, (_, index) => put(`file${index}`, String(index)));
  const requests = paths.map((path, index) => ({path, waitsFor: lockOf(`lock ${index}`)}));
  requests[200] = {path: pipe.path, waitsFor: lockOf('lock 200')};
  const expected = paths.map((_, index) => (index === 200 ? 'ETIMEDOUT' : String(index)));
  expect(await readAll(requests)).toEqual(expected);
});

test('where many hang, locks that have answered before are still read, and others are not tried', async () => {
  const good = put('good', 'good');
  expect(await readAll([{path: good, waitsFor: lockOf('good')}])).toEqual(['good']);
  const pipes = Array.from({length: 10}, (_, index) => makePipe(directory, `pipe${index}`).path);
  const stuck = pipes.map((path) => ({path, waitsFor: lockOf(path)}));
  expect(await readAll(stuck)).toEqual(stuck.map(() => 'ETIMEDOUT'));
  expect(
    await readAll([
      {path: good, waitsFor: lockOf('good')},
      {path: good, waitsFor: lockOf('new')},
    ]),
  ).toEqual(['good', 'EAGAIN']);
});

test('a slow read that is patient delays no others', async () => {
  const pipe = makePipe(directory, 'smaps');
  const path = put('file', 'read');
  const slow = readAll([{path: pipe.path, patient: true, waitsFor: lockOf('a')}]);
  // A pipe opens for writing without a wait only where there is a reader.
  const writer = await until('the pipe to be read', () =>
    openSync(pipe.path, constants.O_WRONLY | constants.O_NONBLOCK),
  );
  expect(await readAll([{path, waitsFor: lockOf('a')}])).toEqual(['read']);
  closeSync(writer);
  expect(await slow).toEqual(['']);
});

test('below a root, only what is in it is read', async () => {
  mkdirSync(join(directory, 'root/etc'), {recursive: true});
  put('root/etc/hostname', 'web1');
  const root = join(directory, 'root');
  expect(
    await readAll([
      {root, path: '/etc/hostname'},
      {root, path: `${directory}/root/etc/hostname`},
      {root, path: '/etc', kind: 'list'},
      {root: '/', path: '/proc/kmsg'},
    ]),
  ).toEqual(['web1', 'ENOENT', 'hostname', 'EOPNOTSUPP']);
});

test('a killed child is replaced, and its reads are sent again', async () => {
  const path = put('file', 'read');
  expect(await readAll([{path}])).toEqual(['read']);
  const [child] = ownChildren();
  process.kill(child as number, 'SIGSTOP');
  const answer = readAll([{path}]);
  process.kill(child as number, 'SIGKILL');
  expect(await answer).toEqual(['read']);
});

test('children end when they are closed', async () => {
  const path = put('file', 'read');
  expect(await readAll([{path}, {path, root: '/'}])).toEqual(['read', 'read']);
  const children = ownChildren();
  expect(children.length).toBeGreaterThanOrEqual(2);
  reads.close();
  await until('the children to be gone', () =>
    children.every((pid) => !readingChildren().includes(pid)),
  );
});

const ownChildren = () => readingChildren().filter((pid) => !others.includes(pid));

/** Children of this process that read for it. */
function readingChildren(): number[] {
  return execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], {encoding: 'utf8'})
    .split('\n')
    .filter((line) => / __child read$/.test(line.trim()))
    .map((line) => Number.parseInt(line, 10));
}
