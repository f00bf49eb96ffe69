import {expect, test} from 'vitest';
import {mapRows} from '../../../../source/model/map/mapReport.js';
import {mapFacts} from '../../../../source/screen/views/map/mapFacts.js';
import {mapReportOf} from '../../../fixtures/map.js';

test.each([
  [8192, '8.00 KiB of merged memory is freed: no other container uses it.'],
  [0, 'No merged memory is freed: other containers use all of it.'],
])('a container that alone uses %d bytes frees them when it ends', (freedWhenEndedBytes, text) => {
  const report = mapReportOf();
  const [first] = mapRows(report).map((row) => ({...row, freedWhenEndedBytes}));
  if (!first) throw new Error('The report has no container.');
  const fact = mapFacts(report, first, first).find(({WHAT}) => WHAT === 'if it ends');
  expect(fact?.VALUE).toBe(text);
});
