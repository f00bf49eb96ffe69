import {expect, test} from 'vitest';
import {createSegmentReader} from '../../../source/recording/segments/segmentReader.js';
import {busyHost} from '../../fixtures/busyHost.js';
import {recordingOf} from '../../support/recordings.js';

const samples = busyHost({processes: 3, containers: 1, seconds: 2});

/** A recording of one sample, of which each line is changed. */
function changed(change: (line: string) => string): Buffer {
  const lines = recordingOf(samples.slice(0, 1)).toString().trimEnd().split('\n');
  return Buffer.from(lines.map((line) => `${change(line)}\n`).join(''));
}

const inSample = (members: string) => (line: string) =>
  line.startsWith('{"sample":{') ? line.replace('{"sample":{', `{"sample":{${members},`) : line;

function read(bytes: Buffer) {
  const reader = createSegmentReader({});
  return {count: [...reader.take(bytes)].length, damaged: reader.damaged};
}

test('what a newer program may add is skipped, however deep it is', () => {
  const deep = `"new":${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(read(changed(inSample(deep)))).toEqual({count: 1, damaged: false});
});

const entries = Array.from({length: 100_001}, (_, number) => `"c${number}":"n"`).join();

test.each([
  ['more containers than a host has', inSample(`"containerNames":{${entries}}`)],
  ['a list where a number belongs', inSample(`"timeMs":[${'1,'.repeat(1_000_000)}1]`)],
  ['a deep list where a number belongs', inSample(`"timeMs":${'['.repeat(1e6)}${']'.repeat(1e6)}`)],
])('%s is damage', (_, change) => {
  const startMs = performance.now();
  // The last of two members of a name counts.
  const bytes = changed((line) => change(line.replace(/"(?:timeMs|containerNames)":[^,]*,/, '')));
  expect(read(bytes)).toEqual({count: 0, damaged: true});
  expect(performance.now() - startMs).toBeLessThan(10_000);
});

test('a line without end is damage, and takes no memory', () => {
  const [header = ''] = changed((line) => line)
    .toString()
    .split('\n');
  const bytes = Buffer.concat([Buffer.from(`${header}\n{"sample":"`), Buffer.alloc(2 ** 27, 'a')]);
  bytes[bytes.length - 1] = 10;
  const before = process.memoryUsage().rss;
  expect(read(bytes)).toEqual({count: 0, damaged: true});
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 27);
});
