import {expect, test} from 'vitest';
import {forecastText} from '../../../source/model/tuning/forecastText.js';
import {forecastValueText} from '../../../source/model/tuning/forecastValue.js';
import {forecastRow} from '../../../source/screen/views/tune/tuneRows.js';
import {formatPercent, formatSeconds} from '../../../source/text/units.js';

const early = (value: number, range: {from?: number; to?: number}) =>
  ({value, basis: 'early', range}) as const;

test.each([
  ['–', undefined],
  ['12.4 %', {value: 12.4, basis: 'measured'} as const],
  ['6.9–21.8 %', early(21.8, {from: 6.9, to: 21.8})],
  ['>6.9 %', early(6.9, {from: 6.9})],
  ['<21.8 %', early(21.8, {to: 21.8})],
  ['21.8 %', early(21.8, {from: 21.78, to: 21.8})],
])('%j', (text, estimate) => {
  expect(forecastValueText(estimate, formatPercent)).toBe(text);
});

test('units that differ are written on both sides', () => {
  expect(forecastValueText(early(130, {from: 50, to: 130}), formatSeconds)).toBe('50 s–2 min 10 s');
});

const forecast = {
  fullScanSeconds: early(130, {from: 50, to: 130}),
  ksmdCpuPercent: early(6.9, {from: 6.9}),
};

test('a sentence and a row of the panel say that a forecast is early', () => {
  expect(forecastText(forecast)).toBe(
    "full scan 50 s–2 min 10 s, >6.9 % of a core (from ksmd's first scans of these pages)",
  );
  expect(forecastRow('chosen', forecast)).toMatchObject({
    // Too long for its column: the worse end.
    'FULL SCAN': '~2 min 10 s',
    CPU: '>6.9 %',
    BASIS: 'by first scans',
  });
});
