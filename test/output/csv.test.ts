import {expect, test} from 'vitest';
import {advance} from '../../source/model/model.js';
import {createCsvWriter} from '../../source/output/csv.js';
import {showUntrusted} from '../../source/text/untrusted.js';
import {kernels} from '../fixtures/kernels.js';
import {sampleOf} from '../fixtures/sample.js';
import {hostileModel, hostileNames, steering} from './hostile.js';
import {modelOf} from './modelOf.js';
import {parseCsv} from './parse.js';

test('containers keep their cells, whatever they are called', () => {
  const text = createCsvWriter(() => true)(hostileModel());
  expect(text).not.toMatch(steering);
  const [header = [], ...records] = parseCsv(text);
  expect(records.map((record) => record.length)).toEqual(records.map(() => header.length));
  const at = header.indexOf('container');
  expect(records.map((record) => record[at])).toEqual(hostileNames.map(showUntrusted));
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
