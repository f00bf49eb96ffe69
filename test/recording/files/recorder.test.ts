import {execFileSync} from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Sample} from '../../../source/model/sample/sample.js';
import {createDecoder} from '../../../source/recording/decode.js';
import {createRecorder, type RecorderOptions} from '../../../source/recording/files/recorder.js';
import {
  oldRecordingPath,
  rotateRecordings,
} from '../../../source/recording/files/recordingFiles.js';
import {busyHost} from '../../fixtures/busyHost.js';
import {inspectionOf} from '../../fixtures/inspection.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-recorder-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

const samples = busyHost({processes: 30, containers: 5, seconds: 200});

function contentOf(name: string): {samples: Sample[]; ended: boolean} {
  const bytes = readFileSync(join(directory, name));
  const decoder = createDecoder();
  const text = String(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  const lines = text.split('\n').filter((line) => line !== '');
  return {samples: lines.flatMap((line) => decoder.take(line) ?? []), ended: decoder.ended};
}

async function record(name: string, options: Partial<RecorderOptions> = {}) {
  const path = join(directory, name);
  const recorder = createRecorder({path, program: '1.0', keep: 1, ...options});
  for (const sample of samples) await recorder.append({sample});
  await recorder.finish();
  return recorder;
}

describe.each(['ksm.jsonl', 'ksm.jsonl.gz'])('%s', (name) => {
  test('holds every sample and a proper end', async () => {
    const recorder = await record(name);
    expect(contentOf(name)).toEqual({samples, ended: true});
    expect(recorder.samples).toBe(samples.length);
    expect(recorder.bytes).toBe(statSync(join(directory, name)).size);
  });

  test('can be read by no other user: it has command lines', async () => {
    await record(name);
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  test('holds every sample that was written, whatever becomes of the program', async () => {
    const recorder = createRecorder({path: join(directory, name), program: '1.0', keep: 1});
    for (const sample of samples) {
      await recorder.append({sample});
      if (sample === samples[70]) break;
    }
    const bytes = readFileSync(join(directory, name));
    const text = name.endsWith('.gz') ? gunzipSync(bytes, {finishFlush: 2}) : bytes;
    expect(String(text).split('\n').at(-1)).toBe('');
    expect(String(text).match(/^\{"sample"/gm)).toHaveLength(71);
    await recorder.finish();
  });

  test('is rotated at its largest size, and the oldest file is removed', async () => {
    const maxBytes = name.endsWith('.gz') ? 20_000 : 80_000;
    const recorder = await record(name, {maxBytes, keep: 2});
    const names = [2, 1].map((age) => oldRecordingPath(name, age)).concat(name);
    expect(readdirSync(directory).sort()).toEqual([...names].sort());
    for (const each of names) {
      expect(statSync(join(directory, each)).size).toBeLessThanOrEqual(maxBytes);
      expect(contentOf(each).ended).toBe(true);
    }
    const kept = names.flatMap((each) => contentOf(each).samples);
    expect(kept.length).toBeGreaterThan(20);
    expect(kept).toEqual(samples.slice(-kept.length));
    expect(recorder.samples).toBe(samples.length);
  });

  test('begins with the inspections of running processes after a rotation', async () => {
    const path = join(directory, name);
    const maxBytes = name.endsWith('.gz') ? 60_000 : 400_000;
    const recorder = createRecorder({path, program: '1.0', keep: 9, maxBytes});
    const first = samples[0]?.processes ?? [];
    const [ended, ...living] = first.slice(0, 4);
    for (const [number, sample] of Array.from({length: 5}, () => samples)
      .flat()
      .entries()) {
      const processes = [...living, ...(sample.processes?.slice(4) ?? [])];
      const inspections = number === 0 ? first.slice(0, 4).map((each) => inspectionOf(each)) : [];
      await recorder.append({sample: {...sample, processes}, inspections});
      if (readdirSync(directory).length > 2) break;
    }
    await recorder.finish();
    const inspected = (each: string) => {
      const bytes = readFileSync(join(directory, each));
      const text = String(each.endsWith('.gz') ? gunzipSync(bytes) : bytes);
      expect(statSync(join(directory, each)).size).toBeLessThanOrEqual(maxBytes);
      const head = text.slice(0, text.indexOf('\n{"sample"'));
      return [...head.matchAll(/^\{"inspection":\{"pid":(\d+)/gm)].map(([, pid]) => Number(pid));
    };
    const pids = living.map(({pid}) => pid);
    expect(inspected(oldRecordingPath(name, 2))).toEqual([ended?.pid, ...pids]);
    expect(inspected(oldRecordingPath(name, 1))).toEqual(pids);
    expect(inspected(name)).toEqual(pids);
  });

  test('of an earlier run is never written over', async () => {
    writeFileSync(join(directory, name), 'precious');
    await expect(record(name)).rejects.toThrow(`${join(directory, name)} already exists`);
    await record(name, {maxBytes: 10_000_000, keep: 1});
    expect(readFileSync(join(directory, oldRecordingPath(name, 1)), 'utf8')).toBe('precious');
  });
});

test('a file that would be too small for one sample holds one sample', async () => {
  await record('ksm.gz', {maxBytes: 100, keep: 0});
  expect(readdirSync(directory)).toEqual(['ksm.gz']);
  expect(contentOf('ksm.gz')).toEqual({samples: samples.slice(-1), ended: true});
});

test('nothing is written before the first sample', async () => {
  const recorder = createRecorder({path: join(directory, 'ksm.gz'), program: '1.0', keep: 1});
  await recorder.finish();
  expect(readdirSync(directory)).toEqual([]);
});

test('a directory that is not there is named', async () => {
  await expect(record('none/ksm.gz')).rejects.toThrow(
    'none/ksm.gz cannot be written: its directory does not exist.',
  );
});

describe.each([{}, {maxBytes: 100_000}])('with %j', (options) => {
  test.each(['mkfifo "$1"', 'ln -s elsewhere "$1"', 'mkdir "$1"'])(
    'what is not a regular file stays: %s',
    async (make) => {
      execFileSync('/bin/sh', ['-c', make, 'sh', join(directory, 'ksm.gz')]);
      const before = lstatSync(join(directory, 'ksm.gz'));
      await expect(record('ksm.gz', options)).rejects.toThrow('ksm.gz was left as it is: it is a ');
      expect(readdirSync(directory)).toEqual(['ksm.gz']);
      expect(lstatSync(join(directory, 'ksm.gz')).ino).toBe(before.ino);
    },
  );

  test('a device stays', async () => {
    const recorder = createRecorder({path: '/dev/null', program: '1.0', keep: 1, ...options});
    const [sample] = samples as [Sample];
    await expect(recorder.append({sample})).rejects.toThrow('/dev/null was left as it is');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe('rotated files', () => {
  test('are renamed all or none', async () => {
    for (const name of ['k', 'k.1']) writeFileSync(join(directory, name), name);
    execFileSync('mkfifo', [join(directory, 'k.2')]);
    await expect(rotateRecordings(join(directory, 'k'), 3)).rejects.toThrow(
      'k.2 was left as it is',
    );
    expect(readFileSync(join(directory, 'k'), 'utf8')).toBe('k');
    expect(readFileSync(join(directory, 'k.1'), 'utf8')).toBe('k.1');
  });

  test('are numbered before their suffix', () => {
    expect(oldRecordingPath('/a.b/ksm.jsonl.gz', 3)).toBe('/a.b/ksm.jsonl.3.gz');
    expect(oldRecordingPath('ksm.jsonl', 1)).toBe('ksm.jsonl.1');
    expect(oldRecordingPath('./.gz', 1)).toBe('.1.gz');
  });

  test('move up by one where there are gaps, too', async () => {
    const write = (...names: string[]) => {
      for (const name of names) writeFileSync(join(directory, name), name);
    };
    write('k', 'k.1', 'k.3', 'k.4');
    await rotateRecordings(join(directory, 'k'), 3);
    const left = readdirSync(directory).map((name) => [
      name,
      readFileSync(join(directory, name), 'utf8'),
    ]);
    expect(left).toEqual([
      ['k.1', 'k'],
      ['k.2', 'k.1'],
      ['k.3', 'k.3'],
      ['k.4', 'k.4'],
    ]);
  });
});
