import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {printedEstimate, printedMap} from '../../../source/commands/options/printedResults.js';
import {estimateJson} from '../../../source/output/estimate/estimateJson.js';
import {mapJson} from '../../../source/output/map/mapJson.js';
import {estimateOf} from '../../fixtures/estimate.js';
import {mapReportOf} from '../../fixtures/map.js';
import {hostileNames} from '../../support/hosts/hostileNames.js';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-printed-'));
afterAll(() => rmSync(directory, {recursive: true}));

const lineWith = (options: Record<string, string>) => ({words: ['hn1.gz'], options, hosts: []});
const pageBytes = 4096;

function fileOf(text: string): string {
  const path = join(directory, 'printed.json');
  writeFileSync(path, text);
  return path;
}

const groups = ['db', 'web'].map((name) => ({id: `lxc:${name}`, kind: 'lxc', name, processes: []}));
const estimate = {timeMs: 1_795_000_000_000, groups, estimate: estimateOf(2)};

test('what estimate and map print is read again', async () => {
  expect(await printedEstimate(lineWith({}))).toBe(undefined);
  const estimateFile = fileOf(estimateJson(estimate));
  expect(await printedEstimate(lineWith({estimate: estimateFile}))).toEqual(estimate);
  const map = mapReportOf();
  const read = await printedMap(lineWith({map: fileOf(mapJson(map))}), pageBytes);
  expect(read && mapJson(read, undefined)).toBe(mapJson(map));
});

describe('refuses with a sentence', () => {
  test.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a container without a name', '{"time":"2026-01-02T00:00:00Z","containers":[{"id":"x"}]}'],
    ['no time', estimateJson(estimate).replace(/"time":"[^"]*"/, '"time":"soon"')],
    ['a map for an estimate', mapJson(mapReportOf())],
  ])('%s', async (_, text) => {
    const path = fileOf(text);
    await expect(printedEstimate(lineWith({estimate: path}))).rejects.toThrow(
      `${path} holds no estimate: --estimate needs what \`ksmtop estimate --format json\` prints.`,
    );
  });

  test('an estimate for a map', async () => {
    const path = fileOf(estimateJson(estimate));
    await expect(printedMap(lineWith({map: path}), pageBytes)).rejects.toThrow(
      'holds no sharing map: --map needs what `ksmtop map --format json` prints.',
    );
  });

  test('a file that cannot be read, or never ends', async () => {
    const refusal = (path: string) => printedMap(lineWith({map: path}), pageBytes);
    await expect(refusal('/nowhere/map.json')).rejects.toThrow(
      'cannot read /nowhere/map.json: there is no such file.',
    );
    await expect(refusal('/dev/zero')).rejects.toThrow('it is not a regular file');
    await expect(refusal('')).rejects.toThrow('--map needs a value');
  });
});

test('hostile containers are capped, each once, and safe to show', async () => {
  const json = JSON.parse(estimateJson(estimate));
  const [container] = json.containers;
  const many = Array.from({length: 20_000}, (_, index) => ({
    ...container,
    id: `lxc:${index % 15_000}`,
    name: `${hostileNames[index % hostileNames.length]?.slice(0, 20)}${'x'.repeat(300)}`,
  }));
  const best = many.map(({id}) => id);
  const path = fileOf(JSON.stringify({...json, containers: many, best}));
  const read = await printedEstimate(lineWith({estimate: path}));
  expect(read?.groups).toHaveLength(10_000);
  expect(new Set(read?.estimate.best).size).toBe(read?.estimate.best.length);
  expect(read?.groups.every(({name}) => /^[^\p{Cc}\u202e]{1,200}$/u.test(name))).toBe(true);
});
