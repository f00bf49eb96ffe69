import {describe, expect, test} from 'vitest';
import {trendNames} from '../../../../source/model/sample/history.js';
import {createTheme} from '../../../../source/screen/draw/theme.js';
import {trendLine} from '../../../../source/screen/frame/upper/trends.js';
import {hostNames} from '../../../fixtures/hostSample.js';
import {modelOf} from '../../../fixtures/model.js';
import {modelOfHost} from '../../../support/hosts/models.js';

const theme = createTheme('none', true);

test('a counter has its pages, its memory, its course and its change', () => {
  const model = modelOf(
    {ksm: {pages_sharing: 0}},
    {ksm: {pages_sharing: 825_310}},
    {ksm: {pages_sharing: 412_655}},
  );
  expect(trendLine(theme, model, 'pages_sharing', 80)).toBe(
    `sharing      412 655   1.57 GiB  ${' '.repeat(34)}▁█▅  -413 k/s`,
  );
});

test('0 is a value, and a line at the bottom', () => {
  const line = trendLine(theme, modelOf({}, {}), 'pages_shared', 80);
  expect(line).toMatch(/^shared +0 +0 B +▁▁ +0\/s$/);
});

test('the first sample has no rate', () => {
  expect(trendLine(theme, modelOf(), 'pages_shared', 80)).toMatch(/▁ +–$/);
});

test('what could not be read is neither a value nor a mark', () => {
  expect(trendLine(theme, modelOf({ksm: false}), 'pages_shared', 80)).toMatch(/^shared +– +– +–$/);
});

describe.each(hostNames)('%s', (name) => {
  test('has lines as wide as the screen, their numbers in one place', async () => {
    const model = await modelOfHost(name);
    for (const width of [80, 100, 120, 200, 300]) {
      const lines = trendNames.map((trend) => trendLine(theme, model, trend, width));
      for (const line of lines) {
        expect(line).toHaveLength(width);
        expect(line.slice(8, 20)).toMatch(/^ *(?:[\d ]+|–)$/);
        expect(line.slice(20, 31)).toMatch(/^ +(?:[\d.]+ [KMGT]?i?B|–)$/);
        expect(line.slice(-10)).toMatch(/^ *(?:[+-]?[\d. ]+k?\/s|–)$/);
      }
    }
  });
});
