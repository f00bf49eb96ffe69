import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {condense} from '../../source/model/diagnosis/memoryRegions.js';
import type {Sample} from '../../source/model/sample/sample.js';
import {createDecoder} from '../../source/recording/decode.js';
import {lineStarts} from '../../source/recording/format.js';
import {findMembers, unpackMember} from '../../source/recording/gzip.js';
import {busyHost} from '../fixtures/busyHost.js';
import {inspectionOf} from '../fixtures/inspection.js';
import {random} from '../fixtures/random.js';
import {sampleOf} from '../fixtures/sample.js';
import {recordingOf} from '../support/recordings.js';

function decode(text: Buffer | string): Sample[] {
  const decoder = createDecoder();
  return String(text)
    .split('\n')
    .flatMap((line) => (line === '' ? [] : (decoder.take(line) ?? [])));
}

const busy = busyHost({processes: 100, containers: 10, seconds: 300});

describe.each([
  ['plain', false],
  ['compressed', true],
])('a %s recording', (_, compressed) => {
  const file = recordingOf(busy, {compressed});
  const text = String(compressed ? gunzipSync(file) : file);

  test('gives back every sample as it was', () => {
    expect(decode(text)).toEqual(busy);
  });

  test('consists of segments that are whole by themselves', () => {
    const segments = text.split(lineStarts.header).slice(1);
    expect(segments.length).toBeGreaterThan(2);
    const samples = segments.map((segment) => decode(lineStarts.header + segment));
    expect(samples.slice(0, -1).every(({length}) => length >= 60)).toBe(true);
    expect(samples.flat()).toEqual(busy);
    if (compressed) expect(findMembers(file).offsets).toHaveLength(segments.length);
  });

  test('ends with the number of its samples', () => {
    expect(text.endsWith('\n{"end":{"samples":300}}\n')).toBe(true);
  });
});

test('an hour of 500 processes, compressed, stays under 10 MB', () => {
  const seconds = 600;
  const samples = busyHost({processes: 500, containers: 40, seconds});
  const offering = samples[0]?.processes?.filter(({ksm}) => ksm?.mergeable) ?? [];
  expect(offering.length).toBeGreaterThan(250);
  // All in the first sample, and each again after ten minutes.
  const inspect = (number: number) =>
    offering
      .filter((_, index) => number === 0 || index * 2 === number)
      .map((process) => condense(inspectionOf(process, {timeMs: 1_795_000_000_000 + number})));
  const {length} = recordingOf(samples, {compressed: true, inspect});
  expect(length).toBeLessThan(10_000_000 * (seconds / 3600));
});

test('a host at rest is written whole every 300 samples all the same', () => {
  const userNames = Object.fromEntries(Array.from({length: 2000}, (_, id) => [id, `user${id}`]));
  const atRest = (_: unknown, second: number) =>
    sampleOf({timeMs: 1e12 + second * 1000, host: {userNames}});
  const samples = Array.from({length: 700}, atRest);
  expect(String(recordingOf(samples)).split(lineStarts.header)).toHaveLength(1 + 3);
});

test('no sample is another after one of 1000 bits was turned', async () => {
  const pick = random(5);
  const samples = busyHost({processes: 20, containers: 4, seconds: 30});
  const file = recordingOf(samples, {compressed: true});
  for (let round = 0; round < 1000; round++) {
    const damaged = Buffer.from(file);
    const at = pick(file.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << pick(8));
    const {offsets} = findMembers(damaged);
    for (const [index, offset] of offsets.entries()) {
      const decoder = createDecoder();
      try {
        const text = await unpackMember(damaged.subarray(offset, offsets[index + 1]));
        for (const line of String(text).split('\n')) {
          const sample = line === '' ? undefined : decoder.take(line);
          if (sample) expect(samples).toContainEqual(sample);
        }
      } catch (error) {
        // Only what was expected may fail; that a segment is damaged is what we are after.
        if (error instanceof Error && error.name === 'AssertionError') throw error;
      }
    }
  }
});
