import {describe, expect, test} from 'vitest';
import {deriveFigures} from '../../../source/model/derive/figures.js';
import {createTheme} from '../../../source/screen/draw/theme.js';
import {formatBytes, formatSignedBytes} from '../../../source/text/units.js';
import {widthOf} from '../../../source/text/width.js';
import {hostNames} from '../../fixtures/hostSample.js';
import {modelOfHost} from '../../support/hosts/models.js';
import {drawScreen, keyCodes} from '../../support/screen/screen.js';

const sizes = [
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
  [300, 100],
] as const;

const colored = createTheme('color', true);
const ascii = createTheme('none', false);

/** Ways to look at a host: keys, one after another. */
const views: ReadonlyArray<readonly string[]> = [
  [],
  ['c', '5'],
  ['G', keyCodes.enter],
  [keyCodes.enter, keyCodes.enter],
  ['/', 'x', '界'],
  ['s'],
  ['?', keyCodes.end],
  ['t', 'G', keyCodes.right],
  ['t', 'p', 'G'],
  ['t', 'l'],
];

const withoutColors = (line: string) => line.replaceAll(/\u001B\[[\d;]*m/g, '');

/** What a terminal would be steered by: everything that is not a color of ours. */
const tuning = /[\0-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\u200B-\u200F]/;

function expectFit(lines: readonly string[], columns: number, rows: number, where: string): void {
  expect(lines.length, where).toBeLessThanOrEqual(rows);
  for (const line of lines.map(withoutColors)) {
    expect(widthOf(line), `${where}: ${line}`).toBeLessThanOrEqual(columns);
    expect(line, where).not.toMatch(tuning);
    expect(line, where).not.toMatch(/NaN|Infinity|undefined|\[object/);
  }
}

describe('a host of today, with hostile names', () => {
  test.each(sizes)('fills %d×%d and no more, whatever is shown', async (columns, rows) => {
    const model = await modelOfHost('kernel-6.18');
    for (const keys of columns > 120 ? views.slice(0, 3) : views) {
      const lines = await drawScreen(model, {columns, rows, theme: colored}, keys);
      expectFit(lines, columns, rows, JSON.stringify(keys));
      if (keys.length === 0) expect(lines).toHaveLength(rows);
    }
  });

  test.each(views)('%j %j %j fits in every look', async (...keys) => {
    const model = await modelOfHost('kernel-6.18');
    for (const theme of [createTheme('monochrome', true), ascii]) {
      const lines = await drawScreen(model, {columns: 80, rows: 24, theme}, keys.filter(Boolean));
      expectFit(lines, 80, 24, JSON.stringify(keys));
      if (theme === ascii) for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
  });
});

const common = [sizes[0], sizes[2]] as const;

/** First frames, each drawn once. */
const frames = new Map<string, Promise<readonly string[]>>();

async function firstFrame(name: string, columns: number, rows: number): Promise<readonly string[]> {
  const key = `${name} ${columns}`;
  const frame = frames.get(key) ?? drawScreen(await modelOfHost(name), {columns, rows});
  frames.set(key, frame);
  return frame;
}

describe.each(hostNames)('%s', (name) => {
  test('fills the screen and no more', async () => {
    const model = await modelOfHost(name);
    for (const [columns, rows] of common) {
      const lines = await drawScreen(model, {columns, rows, theme: ascii});
      expectFit(lines, columns, rows, `${columns}×${rows}`);
      expect(lines).toHaveLength(rows);
    }
  });

  test('shows its figures whole at every size', async () => {
    const model = await modelOfHost(name);
    const {savedBytes, profitBytes} = deriveFigures(model.sample);
    for (const [columns, rows] of common) {
      const lines = await firstFrame(name, columns, rows);
      expect(lines[2]).toContain(`saved   ${formatBytes(savedBytes)} `.trimEnd());
      expect(lines[2]).toContain(`profit ${formatSignedBytes(profitBytes)}`);
      const headings = lines.findIndex((line) => line.startsWith(' CONTAINER'));
      const shown = lines.slice(headings + 1, -2).filter(Boolean);
      for (const row of model.containers?.slice(0, 3) ?? []) {
        const line = shown.find((text) => text.slice(1).startsWith(row.name.slice(0, 10)));
        expect(line, row.name).toContain(` ${formatBytes(row.savedBytes)}`);
        expect(line, row.name).toContain(` ${formatSignedBytes(row.profitBytes)}`);
      }
    }
  });

  test('keeps its numbers in one column', async () => {
    for (const [columns, rows] of common) {
      const lines = await firstFrame(name, columns, rows);
      const headings = lines.findIndex((line) => line.startsWith(' CONTAINER'));
      const heading = lines[headings] ?? '';
      const rowsShown = lines.slice(headings + 1, -2).filter(Boolean);
      for (const title of ['PROCS', 'MEMORY', 'OFFERED', 'MERGED', 'SAVED ▾', 'PROFIT']) {
        const end = heading.indexOf(title) + title.length;
        if (!heading.includes(title)) continue;
        for (const row of rowsShown) {
          // By columns: a name before may have wide characters.
          const upTo = [...row].reduce(
            ({text, width}, character) =>
              width < end
                ? {text: text + character, width: width + widthOf(character)}
                : {text, width},
            {text: '', width: 0},
          );
          expect(upTo.text, `${title}: ${row}`).toMatch(/(?:\d|B|–)$/);
        }
      }
    }
  });
});

test('states are shown by a word or a sign, not by color alone', async () => {
  const plain = createTheme('none', true);
  const lines = await drawScreen(await modelOfHost('kernel-6.18'), {
    columns: 120,
    rows: 40,
    theme: plain,
  });
  expect(lines.join('\n')).toMatch(/● running/);
  expect(lines.join('\n')).toMatch(/1 requested ▲/);
  expect(lines.filter((line) => line.startsWith('▸'))).toHaveLength(1);
});
