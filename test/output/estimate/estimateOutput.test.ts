import {describe, expect, test} from 'vitest';
import {parseEstimate} from '../../../source/model/estimate/parseEstimate.js';
import type {Estimate, EstimateGroup} from '../../../source/model/estimate/savingsEstimate.js';
import {estimateCsv} from '../../../source/output/estimate/estimateCsv.js';
import {estimateJson} from '../../../source/output/estimate/estimateJson.js';
import {estimateText} from '../../../source/output/estimate/estimateText.js';
import {estimateOf} from '../../fixtures/estimate.js';

const groups: EstimateGroup[] = [
  {id: 'lxc:web', kind: 'lxc', name: 'web', processes: []},
  {id: 'process:12', kind: 'process', name: 'db 12', processes: []},
];
const whole = estimateOf(2);
const leftOut = [{pid: 12, group: 1, bytes: 2_097_152, reason: 'not reached'}];

/** As when it is ended at this share of the second reading. */
function endedAt(secondReadingShare: number, more: Partial<Estimate> = {}): Estimate {
  const once = ({volatileBytes, uncertaintyBytes, ...memory}: Estimate['total']) => memory;
  return {
    ...whole,
    secondReadingShare,
    total: once(whole.total),
    groups: whole.groups.map(once),
    ...more,
  };
}

const jsonOf = (estimate: Estimate) => JSON.parse(estimateJson({timeMs: 0, groups, estimate}));
const textOf = (estimate: Estimate) =>
  estimateText({timeMs: 0, groups, estimate}, {settling: {}, spell: (line) => line});

describe('an estimate that is complete', () => {
  test('says what KSM never merges, and why', () => {
    const total = {...whole.total, ineligibleBytes: 3_145_728};
    const ineligible = {shared: 2_097_152, device: 1_048_576};
    expect(textOf({...whole, total, ineligible})).toContain(
      'KSM never merges 3.00 MiB: 2.00 MiB shared, 1.00 MiB of devices.',
    );
    expect(jsonOf({...whole, total, ineligible}).ineligible).toEqual({
      shared_bytes: 2_097_152,
      device_bytes: 1_048_576,
    });
  });

  test('says where equal pages stay apart', () => {
    const text = estimateText(
      {timeMs: 0, groups, estimate: whole},
      {settling: {}, isPerNode: true, spell: (line) => line},
    );
    expect(text).toContain('different NUMA nodes do not merge, so less may be saved.');
    expect(textOf(whole)).not.toContain('NUMA');
  });

  test('is no bound, and its volatile memory is a figure, also 0', () => {
    const json = jsonOf(whole);
    expect(json).toMatchObject({second_reading_share: 1, total: {volatile_bytes: 0}});
    expect(json).not.toHaveProperty('upper_bound');
    expect(json).not.toHaveProperty('lower_bound');
    expect(textOf(whole)).not.toMatch(/At (?:most|least)/);
  });

  test('of all but some processes is a lower bound', () => {
    const estimate = {...whole, leftOut};
    expect(jsonOf(estimate)).toMatchObject({lower_bound: true});
    expect(textOf(estimate)).toContain(
      'At least this much would be saved: 1 process with 2.00 MiB left out (1 not reached).',
    );
    const gone = ['ENOENT', 'ESRCH', 'EACCES', 'sparse'].map((reason) => ({...leftOut[0], reason}));
    const text = textOf({...whole, leftOut: gone as Estimate['leftOut'][number][]});
    expect(text).toContain('left out (2 ended, 1 not permitted, 1 sparse).');
    expect(text).toContain('Sparse: memory in regions over 64 GiB is searched for two seconds');
  });
});

test('an estimate that read nothing knows nothing; one without some processes, of what it read', () => {
  const nothing = {...whole, best: [], leftOut};
  expect(textOf({...nothing, pagesRead: 0})).toMatch(
    /^No memory could be read: 1 process with 2\.00 MiB left out \(1 not reached\)\.$/m,
  );
  expect(textOf({...nothing, pagesRead: 0})).not.toContain('worth opting in');
  expect(textOf(nothing)).toContain('Nothing of what was read is worth opting in.');
  expect(textOf({...whole, best: []})).toContain('Nothing here is worth opting in.');
});

describe('an estimate that was ended before the second reading was complete', () => {
  test.each([0, 0.5, 0.9999])('at %d of it is an upper bound: what changes is unknown', (share) => {
    const json = jsonOf(endedAt(share));
    expect(json.upper_bound).toBe(true);
    expect(json.second_reading_share).toBeLessThan(1);
    for (const memory of [json.total, ...json.containers]) {
      expect(memory).toHaveProperty('would_save_bytes', 1000);
      expect(memory).not.toHaveProperty('volatile_bytes');
      expect(memory).not.toHaveProperty('would_save_low_bytes');
    }
  });

  test.each([
    [0, 'the second reading was not begun'],
    [0.5, 'only 50.0 % of the second reading was done'],
  ])('says so in text, at %d of it', (share, why) => {
    const text = textOf(endedAt(share));
    expect(text).toContain(
      `At most this much would be saved: ${why}, so what changes too fast for ksmd is still counted.`,
    );
    const [heading = '', row = ''] = text.split('\n');
    const end = heading.indexOf('VOLATILE') + 'VOLATILE'.length;
    expect(row.slice(0, end)).toMatch(/ –$/);
  });

  test('without some processes, too, is a bound of what was read only', () => {
    const estimate = endedAt(0, {leftOut});
    expect(jsonOf(estimate)).toMatchObject({lower_bound: false, upper_bound: false});
    expect(textOf(estimate)).toContain('Of what was read, at most this much would be saved');
  });

  test('leaves the cells of CSV empty', () => {
    const [heading = '', record = ''] = estimateCsv({timeMs: 0, groups, estimate: endedAt(0.5)})
      .split('\r\n')
      .map((line) => line.split(','));
    expect(record[heading.indexOf('volatile_bytes')]).toBe('');
    expect(record[heading.indexOf('second_reading_share')]).toBe('0.5');
  });
});

test.each([
  [undefined, /^CONTAINER +MEMORY .*INELIGIBLE +NOT READ +WOULD SAVE +METADATA +PROFIT$/],
  [120, /^CONTAINER +MEMORY +ZERO +WITHIN +BETWEEN .*NOT READ +WOULD SAVE +PROFIT$/],
  [80, /^CONTAINER +MEMORY +ZERO +VOLATILE +WOULD SAVE +PROFIT$/],
])('with %j columns the table leaves out what says least', (columns, heading) => {
  const text = estimateText(
    {timeMs: 0, groups, estimate: whole},
    {settling: {}, columns, spell: (line) => line},
  );
  const [first = '', ...rows] = text.split('\n');
  expect(first).toMatch(heading);
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns ?? 200);
});

test.each([
  ['complete', whole],
  ['ended during the second reading', endedAt(0.5, {leftOut})],
  [
    'partly not eligible',
    {
      ...whole,
      total: {...whole.total, ineligibleBytes: 5000},
      ineligible: {shared: 4000, device: 1000},
    },
  ],
  ['sampled', {...whole, total: {...whole.total, uncertaintyBytes: 300}}],
])('one that is %s comes through JSON as it is', (_, estimate) => {
  expect(parseEstimate(JSON.stringify(jsonOf(estimate)), groups)).toEqual(estimate);
});

test('one that does not say how much was read twice is taken for an upper bound', () => {
  const {second_reading_share: _, ...json} = jsonOf(whole);
  const {secondReadingShare, total} = parseEstimate(JSON.stringify(json), groups);
  expect(secondReadingShare).toBe(0);
  expect(total).not.toHaveProperty('volatileBytes');
});

test('of a container of which nothing was read, what would be saved is unknown', () => {
  const unread = {...whole.total, memoryBytes: 0, notLookedAtBytes: 2_097_152};
  const nothing = {...unread, ...{zeroBytes: 0, withinBytes: 0, betweenBytes: 0}};
  const db = {...nothing, wouldSaveBytes: 0, metadataBytes: 0, profitBytes: 0};
  const estimate = {...whole, groups: [whole.total, db], best: [0], leftOut};
  const {containers} = jsonOf(estimate);
  expect(containers[1]).toEqual({
    ...{id: 'process:12', name: 'db 12', kind: 'process'},
    ...{memory_bytes: 0, not_looked_at_bytes: 2_097_152},
  });
  expect(textOf(estimate)).toMatch(/^db 12 +0 B( +–){5} +2\.00 MiB( +–){3}$/m);
  expect(estimateCsv({timeMs: 0, groups, estimate})).toMatch(
    /^process:12,db 12,process,0,,,,,,2097152,/m,
  );
  expect(parseEstimate(JSON.stringify(jsonOf(estimate)), groups)).toEqual(estimate);
});
