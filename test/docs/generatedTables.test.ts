import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {usage} from '../../source/cli/usage.js';
import {counters} from '../../source/kernel/ksm/counters.js';
import {parameters} from '../../source/kernel/ksm/parameters.js';
import {adviceTable} from '../../source/model/advice/ruleTable.js';
import {verdictTable} from '../../source/model/derive/verdictTable.js';
import {refusalSentences} from '../../source/model/optIn/refusals.js';
import {rangeText} from '../../source/model/tuning/checkValue.js';
import {type Preset, presets} from '../../source/model/tuning/presets.js';
import {containerFigures} from '../../source/output/containerFigures.js';
import {memoryFigures} from '../../source/output/estimate/estimateFigures.js';
import {hostFigures} from '../../source/output/hostFigures.js';
import {fleetColumns} from '../../source/screen/fleet/fleetColumns.js';
import {ownFleetKeys} from '../../source/screen/fleet/fleetKeys.js';
import {keyLabel} from '../../source/screen/keys/keyLabel.js';
import {keyTable, type ListedKey} from '../../source/screen/keys/keyTable.js';
import {ownReplayKeys} from '../../source/screen/keys/replayKeys.js';
import {ownTuneKeys} from '../../source/screen/keys/tuneKeys.js';
import {mouseTable} from '../../source/screen/mouse/mouseTable.js';
import {settingTable} from '../../source/screen/settings/settingTable.js';
import {containerColumns} from '../../source/screen/views/containerColumns.js';
import {processColumns} from '../../source/screen/views/processColumns.js';

const docs = join(import.meta.dirname, '../../docs');
const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
const generated = /(<!-- from the program: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

const table = (heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
  [heads, heads.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const code = (text: string): string => `\`${text}\``;

const columns = new Map(
  [...containerColumns, ...processColumns].map(({title, meaning}) => [title, meaning]),
);

const keysTable = (keys: readonly ListedKey[]): string =>
  table(
    ['key', 'does'],
    keys.map((entry) => [entry.keys.map((key) => code(keyLabel(key))).join(' '), entry.meaning]),
  );

const usualText = (usual: unknown): string => {
  if (usual === undefined) return 'by the terminal';
  return Array.isArray(usual) ? 'all that are not optional' : code(JSON.stringify(usual));
};

const presetText = (values: Preset['values']): string => {
  if (typeof values === 'function') return 'by the goal';
  const own = Object.entries(values);
  if (own.length > 5) return 'all but `run`';
  return own.map(([name, value]) => code(`${name}=${value}`)).join(' ');
};

/** The parts of the pages that come from the tables of the program. */
const blocks: Readonly<Record<string, string>> = {
  usage: ['```', usage(), '```'].join('\n'),
  keys: keysTable(keyTable),
  mouse: table(
    ['mouse', 'does'],
    mouseTable.map(({gesture, meaning}) => [gesture, meaning]),
  ),
  tuneKeys: keysTable(ownTuneKeys),
  replayKeys: keysTable(ownReplayKeys),
  fleetKeys: keysTable(ownFleetKeys),
  fleetColumns: table(
    ['column', 'meaning'],
    fleetColumns.map(({title, meaning}) => [title, meaning]),
  ),
  figures: table(
    ['key', 'meaning'],
    hostFigures.map(({name, meaning}) => [code(name), meaning]),
  ),
  containerFigures: table(
    ['key', 'meaning'],
    containerFigures.map(({name, meaning}) => [code(name), meaning]),
  ),
  estimateFigures: table(
    ['figure', 'meaning'],
    memoryFigures.map(({name, meaning}) => [code(name), meaning]),
  ),
  presets: table(
    ['preset', 'meaning', 'values'],
    presets.map(({name, meaning, values}) => [name, meaning, presetText(values)]),
  ),
  settings: table(
    ['setting', 'takes', 'default', 'meaning'],
    settingTable.map(({key, takes, usual, meaning}) => [
      code(key),
      takes,
      usualText(usual),
      meaning,
    ]),
  ),
  columns: table(['column', 'meaning'], [...columns]),
  verdicts: table(
    ['verdict', 'when', 'meaning'],
    verdictTable.map(({word, when, meaning}) => [word, when, meaning]),
  ),
  advice: table(
    ['rule', 'severity', 'reason, and where its threshold comes from'],
    adviceTable.map(({id, severity, reason}) => [code(id), severity, reason]),
  ),
  refusals: table(
    ['reason', 'meaning'],
    Object.entries(refusalSentences).map(([name, text]) => [code(name), text]),
  ),
  counters: table(
    ['file', 'unit', 'since', 'meaning'],
    counters.map(({name, unit, since, meaning}) => [code(name), unit, since, meaning]),
  ),
  parameters: table(
    ['file', 'default', 'takes', 'since', 'meaning', 'risk'],
    parameters.map(({name, defaultValue, since, meaning, risk}) => [
      code(name),
      defaultValue,
      rangeText(name),
      since,
      meaning,
      risk,
    ]),
  ),
};

const read = (page: string): string => readFileSync(join(docs, page), 'utf8');

test.each(pages)('docs/%s is up to date; `npm run docs` updates it', async (page) => {
  const updated = read(page).replace(
    generated,
    (_, start: string, name: string, end: string) => `${start}${blocks[name]}\n${end}`,
  );
  await expect(updated).toMatchFileSnapshot(join(docs, page));
});

test('every table of the program is in one page', () => {
  const used = pages.flatMap((page) =>
    [...read(page).matchAll(generated)].map(([, , name = '']) => name),
  );
  expect(used.sort()).toEqual(Object.keys(blocks).sort());
});
