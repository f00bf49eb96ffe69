import {expect, test} from 'vitest';
import {advance} from '../../source/model/advance.js';
import {createCsvWriter} from '../../source/output/csv.js';
import {showUntrusted} from '../../source/text/untrusted.js';
import {kernels} from '../fixtures/kernels/kernels.js';
import {sampleOf} from '../fixtures/sample.js';
import {hostileModel, hostileNames, steering} from '../support/hosts/hostileNames.js';
import {modelOf} from '../support/hosts/modelOf.js';
import {parseCsv} from '../support/parseOutput.js';

test('containers keep their cells, whatever they are called', () => {
  const text = createCsvWriter(() => true)(hostileModel());
  expect(text).not.toMatch(steering);
  const [header = [], ...records] = parseCsv(text);
  expect(records.map((record) => record.length)).toEqual(records.map(() => header.length));
  const at = header.indexOf('container');
  const cells = hostileNames.map((name) => (name === '=1+1' ? `'${name}` : showUntrusted(name)));
  expect(records.map((record) => record[at])).toEqual(cells);
});

test.each([
  ['=cmd|"/c calc"!A1', `'=cmd|"/c calc"!A1`],
  ['+1+1', `'+1+1`],
  ['-1+1', `'-1+1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\t=1', `'?=1`],
  ['\r=1', `'?=1`],
  [' =1', `' =1`],
  ['＝1', `'＝1`],
  ['1=1', '1=1'],
])('no spreadsheet takes the name %j for a formula', (name, cell) => {
  const model = hostileModel([name]);
  const host = {...model, sample: {...model.sample, host: {...model.sample.host, name}}};
  const [header = [], record = []] = parseCsv(createCsvWriter(() => true)(host));
  expect(record[header.indexOf('container')]).toBe(cell);
  expect(record[header.indexOf('host')]).toBe(cell);
});

test('a number below zero stays a number', () => {
  const model = advance(undefined, sampleOf({ksm: {general_profit: -4096}}));
  const [header = [], record = []] = parseCsv(createCsvWriter(undefined)(model));
  expect(record[header.indexOf('general_profit')]).toBe('-4096');
});

test('the header comes once, and has the same columns on every kernel', async () => {
  const headers = new Set<string>();
  for (const tree of Object.values(kernels)) {
    const write = createCsvWriter(undefined);
    const model = await modelOf(tree);
    const [header = [], ...records] = parseCsv(write(model) + write(model));
    headers.add(header.join());
    expect(records.map((record) => record.length)).toEqual([header.length, header.length]);
  }
  expect(headers.size).toBe(1);
});

test('what is not known is empty, not 0', () => {
  const {processes: _, ...sample} = sampleOf({ksm: false});
  const [header = [], record = []] = parseCsv(
    createCsvWriter(undefined)(advance(undefined, sample)),
  );
  const cells = Object.fromEntries(header.map((name, index) => [name, record[index]]));
  expect(cells).toMatchObject({pages_sharing: '', run: '', saved_bytes: '', verdict: 'off'});
});
