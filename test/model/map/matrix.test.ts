import {describe, expect, test} from 'vitest';
import {mapRows} from '../../../source/model/map/mapReport.js';
import {crossesTenants, foldTo, sharedBytes} from '../../../source/model/map/matrix.js';
import {mapReportOf} from '../../fixtures/map.js';

describe('foldTo', () => {
  test.each([
    ['all where it fits', 3, 5, 0, {start: 0, end: 3}],
    ['the largest', 9, 4, 0, {start: 0, end: 4}],
    ['as far as the chosen one', 9, 4, 5, {start: 2, end: 6}],
    ['up to the last', 9, 4, 8, {start: 5, end: 9}],
    ['one where nothing fits', 9, 0, 2, {start: 2, end: 3}],
    ['nothing of nothing', 0, 4, 0, {start: 0, end: 0}],
  ])('shows %s', (_, length, most, chosen, fold) => {
    expect(foldTo(length, most, chosen)).toEqual(fold);
  });
});

test('cells say what two containers share, and whether tenants do', () => {
  const rows = mapRows(mapReportOf());
  const [db, web, batch] = rows;
  if (!db || !web || !batch) throw new Error('three rows');
  expect(rows.map(({group}) => group.name)).toEqual(['db', 'web', 'batch']);
  expect(sharedBytes(db, web)).toBe(2 * 4096);
  expect(sharedBytes(web, db)).toBe(2 * 4096);
  expect(sharedBytes(db, db)).toBe(4096);
  expect(sharedBytes(db, batch)).toBe(0);
  expect(crossesTenants(db, web)).toBe(true);
  expect(crossesTenants(web, batch)).toBe(false);
  expect(crossesTenants(db, batch)).toBe(false);
});

test('a row says what comes back when its container leaves, and whose figures change', () => {
  const [db] = mapRows(mapReportOf());
  expect(db).toMatchObject({
    mergedBytes: 6 * 4096,
    othersBytes: 2 * 4096,
    freedWhenEndedBytes: 4096,
    neededToOptOutBytes: 5 * 4096 + 8192,
    savedBytes: 3 * 4096 + 8192,
    partners: [{index: 1, frames: 2}],
  });
});
