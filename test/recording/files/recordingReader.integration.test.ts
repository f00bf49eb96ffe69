import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {
  appendFileSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {open} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {pipeBytes} from '../../../source/recording/files/pipeBytes.js';
import {
  openRecording,
  type RecordingReader,
} from '../../../source/recording/files/recordingReader.js';
import {
  appendToMember,
  emptyMember,
  endMember,
  memberHeader,
} from '../../../source/recording/gzip.js';
import {createTimeline} from '../../../source/recording/timeline.js';
import {busyHost} from '../../fixtures/busyHost.js';
import {recordingOf} from '../../support/recordings.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-reader-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

const samples = busyHost({processes: 40, containers: 5, seconds: 200});
const times = samples.map(({timeMs}) => timeMs);

function written(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

async function timesOf(reader: RecordingReader): Promise<readonly number[]> {
  const timeline = createTimeline(reader);
  for (let open = true; open; ) {
    ({open} = reader);
    await reader.refresh();
    while (await timeline.extend());
  }
  await reader.close();
  return timeline.times;
}

test('a recording is recognized by its content, not by its name', async () => {
  const plain = written('a.gz', recordingOf(samples));
  const compressed = written('a', recordingOf(samples, {compressed: true}));
  expect(await timesOf(await openRecording(plain))).toEqual(times);
  expect(await timesOf(await openRecording(compressed))).toEqual(times);
});

test('a recording is found in a file of many megabytes', async () => {
  const bytes = recordingOf(samples);
  const copies = Math.ceil((3 * 2 ** 20) / bytes.length);
  const path = written('large', Buffer.concat(Array(copies).fill(bytes)));
  expect(await timesOf(await openRecording(path))).toEqual(Array(copies).fill(times).flat());
});

test('a recording that another program compressed is unpacked', async () => {
  const path = written('a.jsonl.gz', gzipSync(recordingOf(samples)));
  expect(await timesOf(await openRecording(path))).toEqual(times);
  const cut = written('cut.gz', gzipSync(recordingOf(samples)).subarray(0, 5000));
  const some = await timesOf(await openRecording(cut));
  expect(some.length).toBeGreaterThan(0);
  expect(some).toEqual(times.slice(0, some.length));
});

test('a pipe is read to its end, and leaves no file behind', async () => {
  const before = readdirSync(tmpdir());
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const file = written('a', recordingOf(samples, {compressed: true}));
  const writer = spawn('/bin/sh', ['-c', `cat ${file} ${file} >${path}`]);
  expect(await timesOf(await openRecording(path))).toEqual([...times, ...times]);
  expect(writer.exitCode ?? 0).toBe(0);
  expect(readdirSync(tmpdir()).filter((name) => /^ksmtop-\w{6}$/.test(name))).toEqual(
    before.filter((name) => /^ksmtop-\w{6}$/.test(name)),
  );
});

test('what is appended is found, and truncating does no harm', async () => {
  const bytes = recordingOf(samples, {compressed: true});
  const path = written('a', bytes.subarray(0, 20));
  const reader = await openRecording(path);
  const timeline = createTimeline(reader);
  for (let size = 20; size < bytes.length; size += 1009) {
    appendFileSync(path, bytes.subarray(size, size + 1009));
    await reader.refresh();
    while (await timeline.extend());
    expect(reader.quietMs).toBeLessThan(5000);
  }
  expect(timeline.times).toEqual(times);
  truncateSync(path, 100);
  await reader.refresh();
  while (await timeline.extend());
  expect(timeline.times.length).toBeGreaterThanOrEqual(times.length);
  await expect(timeline.modelAt(150)).rejects.toThrow('The recording is damaged at this point.');
  await reader.close();
});

describe('what is not a recording', () => {
  test('has no segments', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello\n'), Buffer.alloc(2 ** 21)]) {
      const reader = await openRecording(written('a', bytes));
      expect(reader.count).toBe(0);
      await reader.close();
    }
  });

  test('is named when it cannot be opened', async () => {
    await expect(openRecording(join(directory, 'a'))).rejects.toThrow(
      `cannot read ${join(directory, 'a')}: there is no such file.`,
    );
    await expect(openRecording(directory)).rejects.toThrow(
      `cannot read ${directory}: it is a directory.`,
    );
  });

  test('is named when it cannot be read, too', async () => {
    await expect(openRecording('/proc/self/mem')).rejects.toThrow(
      'cannot read /proc/self/mem: the device reports an error (EIO).',
    );
    const path = join(directory, 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    await expect(openRecording(path)).rejects.toThrow(`cannot read ${path}: it is a socket`);
    server.close();
  });

  test.each(['/dev/zero', '/dev/null'])('%s is a device', async (path) => {
    await expect(openRecording(path)).rejects.toThrow('it is a device, not a file.');
  });
});

test('an archive that unpacks to far more than itself is not unpacked', async () => {
  const good = recordingOf(samples);
  const bomb = gzipSync(Buffer.concat([good, Buffer.alloc(2 ** 27)]));
  expect(bomb.length).toBeLessThan(2 ** 20);
  const reader = await openRecording(written('bomb.gz', bomb));
  await until('an end', () => !reader.open);
  await reader.refresh();
  expect(reader.problem).toContain('unpacks to more than 200 times its size');
  expect(await timesOf(reader)).toEqual(times);
});

test('a segment that unpacks to far more than itself is damaged, and the others are read', async () => {
  const good = recordingOf(samples, {compressed: true});
  const first = appendToMember(emptyMember, Buffer.alloc(2 ** 27, '{"ksmtop":"recording",'));
  const bomb = Buffer.concat([memberHeader, first.bytes, endMember(first.member)]);
  const reader = await openRecording(written('bomb.gz', Buffer.concat([bomb, good])));
  await expect(reader.read(0)).rejects.toThrow();
  expect(await timesOf(reader)).toEqual(times);
});

test('what comes through a pipe and is not a recording is not stored without limit', async () => {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const writer = spawn('/bin/sh', ['-c', 'exec cat /dev/zero >"$1"', 'sh', path]);
  const reader = await openRecording(path);
  await until('an end', () => !reader.open);
  expect(reader.problem).toBe('its first 64 MiB contain no recording.');
  await reader.close();
  await until(
    'the end of the writer',
    () => writer.signalCode !== null || writer.exitCode !== null,
  );
});

test('a pipe without a writer is reported', async () => {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  await expect(pipeBytes(file, path, 100).next()).rejects.toThrow(
    `no program is writing to the pipe ${path}.`,
  );
});

describe.skipIf(missing('a full TMPDIR', 'root'))('a full TMPDIR', () => {
  let small = '';
  beforeEach(() => {
    small = join(directory, 'tmp');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small]);
    vi.stubEnv('TMPDIR', small);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    execFileSync('umount', [small]);
  });

  test.each([
    ['is reported, and what came before is read', Buffer.alloc(0)],
    ['is reported for what is not a recording, too', Buffer.alloc(2 ** 24, 'hello\n')],
  ])('%s', async (_, before) => {
    const text = Buffer.concat([before, ...Array(60).fill(recordingOf(samples))]);
    expect(text.length).toBeGreaterThan(2 ** 23);
    const reader = await openRecording(written('a.gz', gzipSync(text)));
    await until('an end', () => !reader.open);
    expect(reader.problem).toMatch(/\/tmp, where ksmtop .* full.*: set TMPDIR to a directory/);
    const read = await timesOf(reader);
    expect(read.length > 0).toBe(before.length === 0);
  });

  test('is reported when nothing fits', async () => {
    execFileSync('/bin/sh', ['-c', 'dd if=/dev/zero of="$1/x" bs=1M 2>&1 || :', 'sh', small]);
    const path = written('a.gz', gzipSync(recordingOf(samples)));
    const end = await openRecording(path).then(
      async (reader) => {
        await until('an end', () => !reader.open);
        await reader.close();
        return reader.problem;
      },
      (error: Error) => error.message,
    );
    expect(end).toMatch(/is (?:nearly )?full/);
  });

  test('a TMPDIR that is not there is named', async () => {
    vi.stubEnv('TMPDIR', join(small, 'none'));
    await expect(openRecording(written('a.gz', gzipSync(recordingOf(samples))))).rejects.toThrow(
      'tmp/none, where ksmtop stores what it unpacks or reads from a pipe, cannot be written (ENOENT)',
    );
  });
});
