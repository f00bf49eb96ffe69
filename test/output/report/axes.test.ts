import {expect, test} from 'vitest';
import {timeAxis, timeLabel, valueAxis} from '../../../source/output/report/axes.js';

const MiB = 2 ** 20;

test.each([
  ['memory', 0, 700 * MiB, 'bytes', [0, 200, 400, 600, 800].map((mebibytes) => mebibytes * MiB)],
  ['just below 1 GiB', 0, 1010 * MiB, 'bytes', [0, 512, 1024].map((each) => each * MiB)],
  ['an idle host', 0, 0, 'bytes', [0, MiB / 2, MiB]],
  [
    'a loss',
    -150 * MiB,
    200 * MiB,
    'signedBytes',
    [-2, -1, 0, 1, 2].map((each) => each * 100 * MiB),
  ],
  ['nothing', 0, 0, 'percent', [0, 1, 2, 3, 4]],
  ['a small rate', 0, 10, 'perSecond', [0, 3, 6, 9, 12]],
  ['percent', 3, 12, 'percent', [0, 5, 10, 15]],
] as const)('%s has round values', (_, lowest, highest, unit, ticks) => {
  const axis = valueAxis(lowest, highest, unit);
  expect(axis.ticks).toEqual(ticks);
  expect([axis.lowest, axis.highest]).toEqual([ticks[0], ticks.at(-1)]);
});

test.each([Number.MAX_SAFE_INTEGER, 2 ** 76, 1e-9, 1023 * 2 ** 30])('%d has an axis', (highest) => {
  const {ticks, highest: top} = valueAxis(0, highest, 'bytes');
  expect(ticks.length).toBeLessThan(8);
  expect(top).toBeGreaterThanOrEqual(highest);
});

/** On this day in the time zone of this machine. */
const at = (hours: number, minutes = 0, seconds = 0) =>
  new Date(2026, 10, 24, hours, minutes, seconds).getTime();

test.each([
  [
    'a day',
    at(9, 7),
    at(33, 7),
    ['12:00', '15:00', '18:00', '21:00', '25 Nov', '03:00', '06:00', '09:00'],
  ],
  ['ten minutes', at(9, 0, 7), at(9, 10, 7), ['09:02', '09:04', '09:06', '09:08', '09:10']],
  [
    'half a minute',
    at(9),
    at(9, 0, 30),
    [0, 5, 10, 15, 20, 25, 30].map((second) => `09:00:${String(second).padStart(2, '0')}`),
  ],
])('%s has round times', (_, start, end, labels) => {
  const axis = timeAxis(start, end);
  expect(axis.ticks.map((tick) => timeLabel(tick, axis))).toEqual(labels);
});

test('a single moment has an axis', () => {
  const {lowest, highest} = timeAxis(at(9), at(9));
  expect(highest).toBeGreaterThan(lowest);
});
