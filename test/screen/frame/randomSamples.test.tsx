import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {headlineOf} from '../../../source/model/advice/situation.js';
import {deriveProcess} from '../../../source/model/derive/processes.js';
import type {Model} from '../../../source/model/model.js';
import {trendNames} from '../../../source/model/sample/history.js';
import {paintRow, placeColumns} from '../../../source/screen/draw/list/columns.js';
import {createTheme} from '../../../source/screen/draw/theme.js';
import {summary} from '../../../source/screen/frame/lower/summary.js';
import {chartLines} from '../../../source/screen/frame/upper/chart.js';
import {ksmdLine, savedLine} from '../../../source/screen/frame/upper/header.js';
import {titleLine} from '../../../source/screen/frame/upper/title.js';
import {trendLine} from '../../../source/screen/frame/upper/trends.js';
import {containerColumns} from '../../../source/screen/views/containerColumns.js';
import {processColumns} from '../../../source/screen/views/processColumns.js';
import {widthOf} from '../../../source/text/width.js';
import {type Pick, random} from '../../fixtures/random.js';
import {randomSample} from '../../fixtures/randomSample.js';
import {drawScreen, keyCodes} from '../../support/screen/screen.js';

const looks = [createTheme('none', true), createTheme('none', false)];

/** Some samples of one host, mostly a second apart. */
function randomModel(pick: Pick): Model {
  let model: Model | undefined;
  let monotonicMs = 0;
  for (let count = 1 + pick(4); count > 0; count--) {
    model = advance(model, randomSample(pick, monotonicMs));
    monotonicMs += pick(6) === 0 ? pick(2) * 100_000 : 1000;
  }

  return model as Model;
}

function expectShowable(line: string, width: number): void {
  expect(line).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  expect(line).not.toMatch(/[\0-\u001F\u007F-\u009F\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(widthOf(line), line).toBeLessThanOrEqual(width);
}

/** Every number in a value is one, and nothing unknown is written down. */
function expectNumbers(value: unknown, path: string): void {
  if (typeof value === 'number') expect(Number.isFinite(value), `${path}: ${value}`).toBe(true);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) expectNumbers(inner, `${path}.${key}`);
}

test('no figure of any sample is anything but a number', () => {
  const pick = random(41);
  for (let round = 0; round < 400; round++) {
    const {sample: _, attribution, ...derived} = randomModel(pick);
    expectNumbers(derived, 'model');
    expectNumbers(attribution.savedPerMerged ?? 0, 'savedPerMerged');
    expect(attribution.unattributedPages).toBeGreaterThanOrEqual(0);
    expect(attribution.savedPerMerged ?? 0).toBeLessThanOrEqual(1);
  }
});

test('no line of any sample steers the terminal or leaves its width', () => {
  const pick = random(42);
  for (let round = 0; round < 200; round++) {
    const model = randomModel(pick);
    const theme = looks[round % 2] ?? looks[0];
    if (!theme) continue;
    const width = 80 + pick(200);
    const session = {
      intervalSeconds: 0.2 + pick(60),
      paused: pick(2) === 0,
      readOnlyReason: pick(2) === 0 ? 'not root' : undefined,
    };
    const containers = placeColumns(containerColumns, width, {CONTAINER: pick(60)});
    const processes = placeColumns(processColumns, width, {COMMAND: pick(90)});
    const lines = [
      titleLine(theme, model, session, width),
      ksmdLine(theme, model, width),
      savedLine(theme, model, width),
      ...trendNames.map((name) => trendLine(theme, model, name, width)),
      ...chartLines(theme, model, trendNames, width, 12),
      ...(model.containers ?? []).map((row) =>
        paintRow(theme, containers, row, pick(2) === 0, width),
      ),
      ...(model.sample.processes ?? []).map((process) =>
        paintRow(
          theme,
          processes,
          {...deriveProcess(model, process), branch: '  └─ ', user: 'root'},
          pick(2) === 0,
          width,
        ),
      ),
    ];
    for (const line of lines) {
      expectShowable(line, width);
      expect(widthOf(line), line).toBe(width);
      if (theme === looks[1]) expect(line).toMatch(/^[\x20-\x7e]*$/);
    }

    expectShowable(summary(model), 200);
    for (const advice of adviceOf(model)) expectShowable(advice.text, 1000);
    expectShowable(headlineOf(model, adviceOf(model))?.text ?? '', 1000);
  }
});

test('no screen of any sample breaks', async () => {
  const pick = random(43);
  const ways = [[], ['c', '5'], [keyCodes.enter], [keyCodes.enter, keyCodes.enter], ['s']];
  for (let round = 0; round < 40; round++) {
    const theme = looks[round % 2] ?? looks[0];
    if (!theme) continue;
    const [columns, rows] = [80 + pick(120), 24 + pick(40)];
    const keys = ways[pick(ways.length)] ?? [];
    const lines = await drawScreen(randomModel(pick), {columns, rows, theme}, keys);
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expectShowable(line, columns);
  }
});
