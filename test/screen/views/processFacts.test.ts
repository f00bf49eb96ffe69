import {expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {deriveProcesses} from '../../../source/model/derive/processes.js';
import {processFacts} from '../../../source/screen/views/processFacts.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

test('a figure that cannot be is unknown, and says why', () => {
  const child = processOf({
    anonBytes: 100 * 4096,
    ksm: {rmapItems: 5000, mergingPages: 210_000, zeroPages: 2 ** 64, profitBytes: 2 ** 40},
  });
  const model = advance(
    undefined,
    sampleOf({
      ksm: {pages_shared: 1000, pages_sharing: 19_000, pages_unshared: 4000},
      processes: [child],
    }),
  );
  const [row] = deriveProcesses(model, 'host');
  if (!row) throw new Error('no row');
  const facts = processFacts(model, row, undefined, false);
  const valueAt = (what: string) => facts.find(({WHAT}) => WHAT === ` ${what}`)?.VALUE;
  const because = (reason: string) => `– impossible: the kernel's count ${reason}`;
  expect(valueAt('ksm_merging_pages')).toBe(
    because('is more than its 100 resident anonymous pages'),
  );
  expect(valueAt('ksm_zero_pages')).toBe(because('has wrapped below zero'));
  expect(valueAt('ksm_process_profit')).toBe(
    because('is computed from ksm_merging_pages, which is impossible'),
  );
  expect(valueAt('ksm_rmap_items')).toBe('5 000 pages, 19.5 MiB');
  expect(valueAt('saved')).toBe('–, profit –');
});
