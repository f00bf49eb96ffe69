import {expect, test} from 'vitest';
import {encodeHeader} from '../../../source/recording/encode.js';
import {summaryBefore} from '../../../source/recording/segments/segmentSummary.js';
import {sampleOf} from '../../fixtures/sample.js';
import {recordingOf, sourceOf} from '../../support/recordings.js';

const before = {samples: 300, changesParameters: false};

test('a header tells of the segment before', () => {
  const header = encodeHeader(sampleOf(), '1.0', before);
  expect(summaryBefore(Buffer.from(`${header}{"sample":{`))).toEqual(before);
  expect(summaryBefore(Buffer.from(encodeHeader(sampleOf(), '1.0')))).toBeUndefined();
});

test.each([
  '',
  'no JSON\n',
  'null\n',
  '{"before":null}\n',
  '{"before":{"samples":"300","changesParameters":false}}\n',
  '{"before":{"samples":1e300,"changesParameters":false}}\n',
  '{"before":{"samples":300}}\n',
])('%j tells nothing', (text) => {
  expect(summaryBefore(Buffer.from(text))).toBeUndefined();
});

test('a change between two segments belongs to the second', async () => {
  const samples = Array.from({length: 200}, (_, second) =>
    sampleOf({monotonicMs: second * 1000, ksm: {run: second < 60 ? 1 : 0}}),
  );
  const source = sourceOf(recordingOf(samples, {compressed: true}));
  const told = [];
  for (let segment = 0; segment < source.count; segment++) {
    told.push(summaryBefore(await source.readStart(segment, 2048)));
  }
  expect(told).toEqual([
    undefined,
    {samples: 60, changesParameters: false},
    {samples: 60, changesParameters: true},
    {samples: 60, changesParameters: false},
  ]);
});
