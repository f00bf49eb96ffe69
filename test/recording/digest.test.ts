import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import {createReportCollector} from '../../source/model/report/reportCollector.js';
import type {Sample} from '../../source/model/sample/sample.js';
import {digestRecording} from '../../source/recording/digest.js';
import type {SegmentSource} from '../../source/recording/segments/segmentSource.js';
import {busyHost} from '../fixtures/busyHost.js';
import {sampleOf} from '../fixtures/sample.js';
import {recordingOf, sourceOf} from '../support/recordings.js';
import {reportOf} from '../support/reportOf.js';

const busy = busyHost({processes: 30, containers: 4, seconds: 200});

test('reads every sample of a short recording, with its processes', async () => {
  const {digest, report} = await reportOf(busy, {compressed: true});
  expect(digest).toEqual({
    samples: 200,
    everySample: true,
    samplesRead: 200,
    everyProcess: true,
    listsRead: 200,
    damagedSegments: 0,
    ended: true,
  });
  expect(report.start.sample.timeMs).toBe(busy[0]?.timeMs);
  expect(report.end.sample.timeMs).toBe(busy.at(-1)?.timeMs);
});

/** More than is read as a whole; for a minute of it ksmd is stopped. */
const long: Sample[] = Array.from({length: 12_600}, (_, second) => {
  const stopped = second >= 6030 && second < 6090;
  return sampleOf({
    timeMs: 1_795_000_000_000 + 1000 * second,
    monotonicMs: 1000 * second,
    host: {uptimeSeconds: 86_400 + second},
    ksm: {run: stopped ? 0 : 1, pages_sharing: second},
    ...(second === 6030 && {ownWrites: {run: ['0']}}),
  });
});

test('finds the second and the author of each change in a long one', async () => {
  const {digest, report} = await reportOf(long);
  expect(digest).toMatchObject({samples: 12_600, everySample: false, everyProcess: false});
  expect(report.end.sample.timeMs).toBe(long.at(-1)?.timeMs);
  expect(report.listed?.end.sample.timeMs).toBe(long.at(-1)?.timeMs);
  const changes = report.events.flatMap((event) =>
    event.kind === 'parameter' ? [event.change] : [],
  );
  expect(changes).toMatchObject([
    {name: 'run', to: '0', by: 'us', timeMs: long[6030]?.timeMs},
    {name: 'run', to: '1', by: 'other', timeMs: long[6090]?.timeMs},
  ]);
});

test('unpacks of a long one only what it uses, where the headers tell of the rest', async () => {
  // So many that a segment does not fit into the first bytes that are read of it.
  const userNames = Object.fromEntries(
    Array.from({length: 1000}, (_, id) => [id, createHash('md5').update(String(id)).digest('hex')]),
  );
  const large = long.map((sample) => ({...sample, host: {...sample.host, userNames}}));
  const file = recordingOf(large);
  const told = countingSource(file);
  const untold = countingSource(withoutSummaries(file));
  const digests = await Promise.all([told, untold].map(digestOf));
  expect(digests[0]).toEqual(digests[1]);
  expect(untold.whole).toBe(untold.count);
  expect(untold.whole).toBeGreaterThan(40);
  // The first one, the last one, and those in which ksmd was stopped and started.
  expect(told.whole).toBeLessThanOrEqual(4);
});

test('reads the first samples of some segments, where a recording has thousands', async () => {
  const source = sourceOf(recordingOf(long.slice(0, 1500)));
  const count = 3 * 800;
  /** The first one and the last one, and in between the same three again and again. */
  const original = (segment: number) =>
    segment === 0 ? 0 : segment === count - 1 ? source.count - 1 : 1 + (segment % 3);
  const {digest} = await digestOf({
    count,
    sizeOf: (segment) => source.sizeOf(original(segment)),
    read: (segment) => source.read(original(segment)),
    readStart: (segment, bytes) => source.readStart(original(segment), bytes),
  });
  // A third of the segments, some of which with processes, and both samples of the last one.
  expect(digest).toMatchObject({samplesRead: 800 + 64 + 2, listsRead: 96 + 2});
  expect(digest.samples).toBeGreaterThan(100_000);
});

test('reads a recording that was cut off, and one of two hosts', async () => {
  const {digest} = await reportOf(busy, {finished: false});
  expect(digest.ended).toBe(false);
  const other = busy.map((sample) => ({...sample, host: {...sample.host, name: 'hn2'}}));
  const both = Buffer.concat([recordingOf(busy), recordingOf(other)]);
  const collector = createReportCollector();
  await digestRecording(sourceOf(both), collector.add);
  expect(collector.finish()?.events).toContainEqual(
    expect.objectContaining({kind: 'recording', hostName: 'hn2'}),
  );
});

/** A source that counts the segments that are read as a whole. */
function countingSource(file: Buffer) {
  const source = sourceOf(file);
  const counted = {
    count: source.count,
    whole: 0,
    sizeOf: source.sizeOf,
    readStart: source.readStart,
    read(segment: number) {
      counted.whole++;
      return source.read(segment);
    },
  };
  return counted;
}

async function digestOf(source: SegmentSource) {
  const collector = createReportCollector();
  const digest = await digestRecording(source, collector.add);
  return {digest, report: collector.finish()};
}

/** The recording as an older ksmtop wrote it. */
function withoutSummaries(file: Buffer): Buffer {
  return Buffer.from(file.toString('latin1').replaceAll(/,"before":\{[^}]*\}/g, ''), 'latin1');
}

test('leaves out what is damaged', async () => {
  const file = recordingOf(busy, {compressed: true});
  file.fill(0, file.length - 3000, file.length - 1000);
  const collector = createReportCollector();
  const digest = await digestRecording(sourceOf(file), collector.add);
  expect(digest.damagedSegments).toBe(1);
  expect(collector.finish()).toBeDefined();
});
