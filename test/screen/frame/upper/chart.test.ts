import {describe, expect, test} from 'vitest';
import type {Model} from '../../../../source/model/model.js';
import {
  type HistoryPoint,
  type TrendName,
  trendNames,
} from '../../../../source/model/sample/history.js';
import {createTheme} from '../../../../source/screen/draw/theme.js';
import {chartLines} from '../../../../source/screen/frame/upper/chart.js';
import {widthOf} from '../../../../source/text/width.js';
import {modelOf} from '../../../fixtures/model.js';

const theme = createTheme('none', true);
const pagesOfMebibyte = 256;

type Values = Partial<Record<TrendName, number>>;

function modelWith(points: readonly Values[]): Model {
  const history = points.map(
    (values, index): HistoryPoint => ({timeMs: 1_795_000_000_000 + index * 1000, values}),
  );
  const model = modelOf({ksm: {...points.at(-1)}});
  return {...model, history};
}

function chart(points: readonly Values[], names: readonly TrendName[] = ['pages_sharing']) {
  return chartLines(theme, modelWith(points), names, 80, 14);
}

const sharing = (values: readonly number[]) => values.map((pages_sharing) => ({pages_sharing}));

describe('a chart', () => {
  test('has the values of the time, its memory and its clock', () => {
    const rising = Array.from({length: 23}, (_, index) => index * pagesOfMebibyte);
    const lines = chart(sharing(rising));
    expect(lines[0]).toMatch(/^sharing 22\.0 MiB /);
    expect(lines[1]).toMatch(/^ {4}25 MiB ┤ +$/);
    expect(lines[2]).toMatch(/^ {11}│ {56}╭ sharing +$/);
    expect(lines[11]).toMatch(/^ {5}0 MiB ┤ {35}─╯ +$/);
    expect(lines[13]?.trim()).toMatch(/^\d\d:\d\d:\d\d +\d\d:\d\d:\d\d$/);
  });

  test.each([11, 12, 14, 20, 25, 30, 50])('%d lines high has five to seven labels', (height) => {
    for (const top of [0, 5, 777, 9e5]) {
      const model = modelWith(sharing([top * pagesOfMebibyte, 0]));
      const lines = chartLines(theme, model, ['pages_sharing'], 120, height);
      expect(lines).toHaveLength(height);
      const labels = lines.flatMap((line) => line.match(/^ *\S+ \SiB(?= ┤)/) ?? []);
      expect(labels.length).toBeGreaterThanOrEqual(5);
      expect(labels.length).toBeLessThanOrEqual(7);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  test('ends at the right, below the newest of the trends', () => {
    for (const count of [2, 30, 58, 500]) {
      const lines = chart(sharing(Array(count).fill(256)));
      const row = lines.find((line) => line.includes(' sharing') && line.includes('─')) ?? '';
      expect(row.indexOf(' sharing'), `${count}`).toBe(80 - 10 - 1);
      expect(lines[13]?.trimEnd()).toHaveLength(80 - 10);
    }
  });

  test('has a tick at each minute, and at fewer where they would touch', () => {
    const ticks = (count: number, width: number) => {
      const model = modelWith(sharing(Array(count).fill(0)));
      const lines = chartLines(theme, model, ['pages_sharing'], width, 14);
      return lines[12]?.split('').filter((mark) => mark === '┼').length;
    };
    expect(ticks(150, 200)).toBe(3);
    expect(ticks(170, 200)).toBe(3);
    expect(ticks(3600, 200)).toBe(60);
    expect(ticks(3600, 80)).toBe(12);
    const clocks = chartLines(
      theme,
      modelWith(sharing(Array(170).fill(0))),
      ['pages_sharing'],
      200,
      14,
    )[13];
    expect(clocks?.match(/ \d\d:\d\d(?= )/g)?.length).toBeGreaterThanOrEqual(2);
  });

  test.each([
    ['a constant 0', sharing(Array(30).fill(0))],
    ['a single 0', sharing([0])],
    ['nothing known', [{}, {}, {}]],
  ])('of %s has its line at the bottom', (_, points) => {
    const lines = chart(points);
    expect(lines[11]).toMatch(/ 0 MiB ┤ +─+ sharing/);
    expect(lines[1]).toMatch(/1\.\d+ MiB ┤/);
  });

  test('of a single value shows it', () => {
    expect(chart(sharing([5 * pagesOfMebibyte]))[1]).toMatch(/5 MiB ┤ +─ sharing/);
  });

  test('of an hour shows all of it, from its beginning to its end', () => {
    const hour = Array.from({length: 3600}, (_, index) => index * pagesOfMebibyte);
    const lines = chart(sharing(hour));
    expect(lines[1]).toMatch(/4\.0 GiB ┤ +$/);
    expect(lines[11]).toMatch(/ 0 GiB ┤──+╯ +$/);
    const [start = '', end = ''] = lines[13]?.match(/\d\d:\d\d:\d\d/g) ?? [];
    const seconds = (Date.parse(`1970-01-02T${end}Z`) - Date.parse(`1970-01-01T${start}Z`)) / 1000;
    expect(seconds % 86_400).toBe(3599);
  });

  test('begins to close up when there are more values than columns', () => {
    for (const count of [57, 58, 59, 60, 115, 117, 1000]) {
      const line = chart(sharing(Array(count).fill(10 * 256)))[1] ?? '';
      expect(line.match(/─+/)?.[0], `${count}`).toHaveLength(Math.min(58, count) - 1);
    }
  });

  test('of all four names each line at its end', () => {
    const values = {
      pages_shared: 500,
      pages_sharing: 3000,
      pages_unshared: 1800,
      pages_volatile: 9,
    };
    const lines = chart([values, values, values], trendNames);
    for (const name of ['shared', 'sharing', 'unshared', 'volatile']) {
      expect(lines.filter((line) => line.trimEnd().endsWith(` ${name}`))).toHaveLength(1);
    }
  });

  test('of lines that end at one height writes their names one above the other', () => {
    const ends = chart(Array(5).fill({}), trendNames)
      .map((line) => /\b(?:shared|sharing|unshared|volatile)$/.exec(line.trimEnd())?.[0])
      .slice(1, 12)
      .filter(Boolean);
    expect(ends.sort()).toEqual(['shared', 'sharing', 'unshared', 'volatile']);
  });

  test('has no hole where a value could not be read', () => {
    const lines = chart([{pages_sharing: 2816}, {}, {pages_sharing: 2816}]);
    expect(lines.some((line) => / ── sharing/.test(line))).toBe(true);
  });

  test('counts pages of 64 KiB as such', () => {
    const model = modelWith(sharing([16, 16]));
    const {sample} = model;
    const arm = {...model, sample: {...sample, host: {...sample.host, pageSizeBytes: 65_536}}};
    expect(chartLines(theme, arm, ['pages_sharing'], 80, 14)[0]).toMatch(/^sharing 1\.00 MiB/);
  });
});

describe.each([
  ['color', createTheme('color', true)],
  ['ASCII', createTheme('none', false)],
  ['ASCII and color', createTheme('color', false)],
])('in %s', (name, other) => {
  const values = {
    pages_shared: 50,
    pages_sharing: 3000,
    pages_unshared: 0,
    pages_volatile: 2 ** 40,
  };
  const strip = (line: string) => line.replaceAll(/\u001B\[[\d;]*m/g, '');

  test.each([
    [80, 11],
    [100, 16],
    [200, 30],
    [300, 50],
  ])('%d columns and %d lines are just that', (width, height) => {
    for (const count of [1, 2, 50, 3600]) {
      const model = modelWith(Array.from({length: count}, () => values));
      for (const names of [['pages_shared'], trendNames] as const) {
        const lines = chartLines(other, model, names, width, height);
        expect(lines).toHaveLength(height);
        for (const line of lines) expect(widthOf(strip(line))).toBe(width);
        expect(strip(lines.join('\n'))).not.toMatch(/\[\d+m/);
        if (name !== 'color') expect(strip(lines.join(''))).toMatch(/^[\x20-\x7e]*$/);
      }
    }
  });
});
