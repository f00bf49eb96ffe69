import {expect, test} from 'vitest';
import {surveySegment} from '../../../source/recording/segments/segmentSurvey.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {recordingOf} from '../../support/recordings.js';

type Ksm = Record<string, string | number>;

const segmentOf = (...steps: readonly Ksm[]): Buffer =>
  recordingOf(
    steps.map((ksm, index) =>
      sampleOf({
        monotonicMs: 1000 * index,
        ksm,
        processes: [processOf({commandLine: '{"sample":{"parameters":{"run":"0"}}}'})],
      }),
    ),
  );

test('counts the samples', () => {
  expect(surveySegment(segmentOf({}, {}, {}), undefined).samples).toBe(3);
  expect(surveySegment(Buffer.from(''), undefined)).toEqual({samples: 0, changesParameters: false});
});

test.each([
  ['nothing changes', [{run: 1}, {run: 1, pages_shared: 5}], false],
  ['a parameter changes', [{run: 1}, {run: 0}], true],
  ['a parameter changes for a moment', [{run: 1}, {run: 2}, {run: 1}], true],
  [
    'the advisor changes its own',
    [
      {advisor_mode: 'scan-time', pages_to_scan: 100},
      {advisor_mode: 'scan-time', pages_to_scan: 200},
    ],
    false,
  ],
])('%s', (_, steps, changes) => {
  expect(surveySegment(segmentOf(...steps), undefined).changesParameters).toBe(changes);
});

test('compares with the end of the segment before', () => {
  const {parameters} = surveySegment(segmentOf({run: 1}, {run: 0}), undefined);
  expect(surveySegment(segmentOf({run: 0}), parameters).changesParameters).toBe(false);
  expect(surveySegment(segmentOf({run: 1}), parameters).changesParameters).toBe(true);
});
