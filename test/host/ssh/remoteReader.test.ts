import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import program from '../../../source/host/ssh/connection/farSide.sh';
import {farSideInput} from '../../../source/host/ssh/connection/sshCommand.js';
import {readOne, readThrough, shells, startFarSide} from '../../support/hosts/farSide.js';

let directory: string;
let far: Awaited<ReturnType<typeof readThrough>>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-far-'));
});

afterEach(() => {
  rmSync(directory, {recursive: true, force: true});
});

function put(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

describe.each(shells)('through $command', ({command, present}) => {
  beforeAll(async () => {
    if (present) far = await readThrough(command);
  });

  afterAll(async () => {
    await far?.end();
  });

  test.skipIf(!present)('files come as they are, in one go, whatever is in them', async () => {
    const every = Buffer.from(Array.from({length: 256}, (_, byte) => byte));
    const contents: Record<string, string | Uint8Array> = {
      empty: '',
      'no end of line': 'text',
      lines: 'a\nb\n\n',
      every,
      large: Buffer.concat(Array.from({length: 2000}, () => every)),
      'with spaces and $(id) `id` *': 'x',
      'quotes \' " \\ ; & |': 'y',
    };
    const got: Record<string, Buffer> = {};
    await far.reader.read(
      Object.entries(contents).map(([name, content]) => ({
        path: put(name, content),
        take(bytes) {
          got[name] = Buffer.from(bytes);
        },
        fail(errno) {
          got[name] = Buffer.from(`refused: ${errno}`);
        },
      })),
    );
    for (const [name, content] of Object.entries(contents)) {
      expect(got[name]?.equals(Buffer.from(content)), name).toBe(true);
    }
  });

  test.skipIf(!present)('beginnings, links, directories and files of processes', async () => {
    const {reader} = far;
    const text = put('text', 'x'.repeat(10_000));
    symlinkSync('no where -> else', join(directory, 'link'));
    const [start, whole, own, namespace, link, environ, names, sys] = await Promise.all([
      readOne(reader, {path: text, limit: 4}),
      readOne(reader, {path: text}),
      readOne(reader, {path: `/proc/${process.pid}/cmdline`, limit: 4096}),
      readOne(reader, {path: `/proc/${process.pid}/ns/pid`, kind: 'link'}),
      readOne(reader, {path: join(directory, 'link'), kind: 'link'}),
      readOne(reader, {path: `/proc/${process.pid}/environ`, limit: 1_048_576}),
      reader.list(directory),
      reader.list('/sys/kernel/mm'),
    ]);
    expect(String(start)).toBe('xxxx');
    expect(whole.length).toBe(10_000);
    expect(own).toEqual(readFileSync('/proc/self/cmdline').subarray(0, 4096));
    expect(String(namespace)).toBe(readlinkSync('/proc/self/ns/pid'));
    expect(String(link)).toBe('no where -> else');
    expect(environ).toEqual(readFileSync('/proc/self/environ'));
    expect([...names].sort()).toEqual(['link', 'text']);
    expect([...sys].sort()).toEqual(readdirSync('/sys/kernel/mm').sort());
  });

  test.skipIf(!present)('refusals come as the kernel gives them', async () => {
    const {reader} = far;
    const missing = join(directory, 'missing');
    const text = put('text', '');
    expect(await readOne(reader, {path: missing})).toBe('ENOENT');
    expect(await readOne(reader, {path: missing, limit: 10})).toBe('ENOENT');
    expect(await readOne(reader, {path: missing, kind: 'link'})).toBe('ENOENT');
    expect(await readOne(reader, {path: text, kind: 'link'})).toBe('EINVAL');
    expect(await readOne(reader, {path: `${text}/below`})).toBe('ENOTDIR');
    expect(await readOne(reader, {path: `${text}\n/proc/1/stat`})).toBe('ENOENT');
    await expect(reader.list(missing)).rejects.toMatchObject({code: 'ENOENT'});
    await expect(reader.list(text)).rejects.toMatchObject({code: 'ENOTDIR'});
    expect(await reader.writeRefusal(text)).toBeUndefined();
    expect(await reader.writeRefusal(missing)).toBe('ENOENT');
    expect(await reader.writeRefusal(directory)).toBe('EISDIR');
    expect(readFileSync(text, 'utf8')).toBe('');
  });

  test.skipIf(!present)('a file cannot pretend to be another one', async () => {
    const {reader} = far;
    const forged = put('forged', 'cat: /proc/1/stat: No such file or directory\n');
    expect(String(await readOne(reader, {path: forged}))).toContain('cat: /proc/1/stat');
    const path = put('itself', `cat: ${join(directory, 'itself')}: Permission denied\n`);
    const other = put('other', 'other');
    const answers = await Promise.all([readOne(reader, {path}), readOne(reader, {path: other})]);
    expect(answers.map(String)).toEqual(['EACCES', 'other']);
  });

  test.skipIf(!present)('nothing inside a container is opened', async () => {
    const {reader} = far;
    const root = join(directory, 'root');
    mkdirSync(join(root, 'etc'), {recursive: true});
    writeFileSync(join(root, 'etc/hostname'), 'inside\n');
    const hostname = readOne(reader, {root, path: '/etc/hostname'});
    expect(await hostname).toBe('EOPNOTSUPP');
    expect(await readOne(reader, {root, path: '/etc/missing', limit: 4})).toBe('EOPNOTSUPP');
    await expect(reader.list('/etc', root)).rejects.toMatchObject({code: 'EOPNOTSUPP'});
    // A path that a process of that user may have named.
    const named = {root: '/', path: join(root, 'etc/hostname'), ownedBy: 1000};
    expect(await readOne(reader, named)).toBe('EOPNOTSUPP');
    expect(String(await readOne(reader, {root: '/', path: join(root, 'etc/hostname')}))).toBe(
      'inside\n',
    );
  });

  test.skipIf(!present)('a file that hangs costs its own answer', async () => {
    const {reader} = far;
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const first = put('first', '1');
    const last = put('last', '2');
    const waitsFor = {name: `memory of ${pipe}`, from: 'open'} as const;
    const all = () =>
      Promise.all([
        readOne(reader, {path: first}),
        readOne(reader, {path: pipe, waitsFor}),
        readOne(reader, {path: last}),
      ]);
    expect((await all()).map(String)).toEqual(['1', 'ETIMEDOUT', '2']);
    // The lock is not tried again for a while, though it would not hang now.
    rmSync(pipe);
    writeFileSync(pipe, '3');
    expect((await all()).map(String)).toEqual(['1', 'ETIMEDOUT', '2']);
  });

  test.skipIf(!present)('a file without end is given up, and the next one comes', async () => {
    const {reader} = far;
    const text = put('text', 'text');
    const answers = Promise.all([
      readOne(reader, {path: '/dev/zero'}),
      readOne(reader, {path: text}),
      readOne(reader, {path: '/dev/zero', limit: 5000}),
    ]);
    const [endless, next, start] = await answers;
    expect(endless).toBe('EFBIG');
    expect(String(next)).toBe('text');
    expect(start).toEqual(Buffer.alloc(5000));
  });

  test.skipIf(!present)(
    'values are written, and a refusal comes as its error message',
    async () => {
      const {reader, wrote} = far;
      const text = put('text', '');
      wrote.length = 0;
      reader.send(`write\t1\t${text}\t1000\n`);
      reader.send(`write\t2\t${join(directory, 'missing')}\t1\n`);
      reader.send('write\t3\t/dev/full\t1\n');
      reader.send(`write\t4\t${text}\t$(touch ${directory}/made)\n`);
      await expect.poll(() => wrote.length).toBe(4);
      const said = Object.fromEntries(wrote.map(([, id = '', ...rest]) => [id, rest]));
      expect(said['1']).toEqual(['0', '']);
      expect(said['2']?.join(' ')).toMatch(/^[12] .*No such file/);
      expect(said['3']?.join(' ')).toMatch(/^1 .*No space left/);
      expect(said['4']).toEqual(['1', 'Invalid argument']);
      expect(readFileSync(text, 'utf8')).toBe('1000\n');
      expect(readdirSync(directory)).toEqual(['text']);
    },
  );

  test.skipIf(!present)('a slow write continues when the connection has ended', async () => {
    const other = await readThrough(command);
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    other.reader.send(`write\t1\t${pipe}\t2\n`);
    // Opening the pipe for writing waits for a reader, as unmerging waits for ksmd.
    const child = other.process.pid ?? 0;
    await expect.poll(() => descendantsOf(child).length).toBeGreaterThan(2);
    await other.end();
    expect(execFileSync('timeout', ['10', 'cat', pipe], {encoding: 'utf8'})).toBe('2\n');
  });

  test.skipIf(!present)('giving up a read that has ended is no error', async () => {
    const process = startFarSide(command);
    let said = '';
    let complaint = '';
    process.stdout?.on('data', (bytes) => {
      said += bytes;
    });
    process.stderr?.on('data', (bytes) => {
      complaint += bytes;
    });
    const rounds = 50;
    const count = (text: string) => said.split(text).length - 1;
    process.stdin?.write(farSideInput('secret', program));
    for (let index = 0; index < rounds; index++) {
      process.stdin?.write('read\nfiles\nenviron\t/proc/self/stat\n');
      // As it ends.
      await expect.poll(() => count('(cat) R'), {interval: 1}).toBe(index + 1);
      process.stdin?.write('stop\n');
      await expect.poll(() => count('secret:dropped'), {interval: 1}).toBe(index + 1);
    }
    process.stdin?.end();
    await once(process, 'close');
    expect(complaint).not.toMatch(/No such process/);
    expect(said).not.toMatch(/No such process/);
  });

  test.skipIf(!present).each([
    // The keeper of the secret, the shell of the program, and the process that reads.
    {limit: undefined, processes: 3},
    // And `head`.
    {limit: 10, processes: 4},
  ])('no process is left when the connection ends, limit $limit', async ({limit, processes}) => {
    const other = await readThrough(command);
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const waitsFor = {name: 'pipe', from: 'open'} as const;
    void readOne(other.reader, {path: pipe, waitsFor, ...(limit && {limit})});
    const child = other.process.pid ?? 0;
    await expect.poll(() => descendantsOf(child).length).toBe(processes);
    const before = descendantsOf(child);
    // As when the connection drops: the far side sees only the end of its input.
    other.process.stdin?.destroy();
    await expect.poll(() => before.filter(isAlive)).toEqual([]);
  });
});

/** This process and all below it. */
function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return [pid, ...children.filter(Boolean).flatMap((child) => descendantsOf(Number(child)))];
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('the shells are all there', () => {
  const missing = shells.filter(({present}) => !present).map(({command}) => command);
  if (missing.length > 0)
    console.warn(`SKIPPED far side under ${missing.join(', ')}: install them.`);
  expect(shells.length).toBe(4);
});
