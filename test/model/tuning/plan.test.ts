import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';
import type {Values} from '../../../source/model/tuning/checkValue.js';
import {planChanges} from '../../../source/model/tuning/plan.js';
import {orderWrites} from '../../../source/model/tuning/writeOrder.js';
import {ksmSampleOf} from '../../fixtures/ksmSample.js';

const defaults = {
  run: '1',
  pages_to_scan: '1000',
  sleep_millisecs: '20',
  merge_across_nodes: '1',
  max_page_sharing: '256',
  smart_scan: '1',
  advisor_mode: 'none',
  advisor_max_cpu: '70',
  advisor_min_pages_to_scan: '500',
  advisor_max_pages_to_scan: '30000',
};

const merged = {pages_shared: 10, pages_sharing: 2560};

function host(
  changed: Values = {},
  counters: Record<string, number> = {},
  availableBytes = 1e9,
): Model {
  const parameters = {...defaults, ...changed};
  return advance(undefined, ksmSampleOf({parameters, counters, memory: {availableBytes}}));
}

/** `name=value` of each write, in order. */
function orderOf(present: Values, wanted: Values, isMerged = false): string[] {
  const writes = orderWrites({...defaults, ...present}, wanted, isMerged);
  return writes.map(({name, to}) => `${name}=${to}`);
}

describe('the order of writes', () => {
  test('writes nothing that is already set', () => {
    expect(orderOf({}, defaults)).toEqual([]);
    expect(orderOf({}, defaults, true)).toEqual([]);
  });

  test('stops first, and starts last', () => {
    expect(orderOf({}, {pages_to_scan: '5', run: '0'})).toEqual(['run=0', 'pages_to_scan=5']);
    expect(orderOf({run: '0'}, {run: '1', pages_to_scan: '5'})).toEqual([
      'pages_to_scan=5',
      'run=1',
    ]);
  });

  test('unmerges around what the kernel refuses while pages are merged', () => {
    const wanted = {max_page_sharing: '512', merge_across_nodes: '0'};
    const both = ['merge_across_nodes=0', 'max_page_sharing=512'];
    expect(orderOf({}, wanted, true)).toEqual(['run=2', ...both, 'run=1']);
    expect(orderOf({run: '0'}, wanted, true)).toEqual(['run=2', ...both, 'run=0']);
    expect(orderOf({run: '0'}, {...wanted, run: '1'}, true)).toEqual(['run=2', ...both, 'run=1']);
    expect(orderOf({}, {...wanted, run: '2'}, true)).toEqual(['run=2', ...both]);
    expect(orderOf({}, {...wanted, run: '0'}, true)).toEqual(['run=2', 'run=0', ...both]);
    expect(orderOf({}, wanted, false)).toEqual(both);
    // The kernel takes the value that is there, whatever is merged.
    expect(orderOf({}, {max_page_sharing: '256'}, true)).toEqual([]);
  });

  test('sets the first value of the advisor before it starts', () => {
    const wanted = {
      advisor_mode: 'scan-time',
      advisor_max_cpu: '30',
      advisor_min_pages_to_scan: '200',
    };
    expect(orderOf({}, wanted)).toEqual([
      'advisor_min_pages_to_scan=200',
      'advisor_mode=scan-time',
      'advisor_max_cpu=30',
    ]);
  });

  test('sets pages_to_scan after the advisor has left it at 100', () => {
    const advised = {advisor_mode: 'scan-time', pages_to_scan: '7140'};
    expect(orderOf(advised, {advisor_mode: 'none', pages_to_scan: '7140'})).toEqual([
      'advisor_mode=none',
      'pages_to_scan=7140',
    ]);
    expect(orderOf(advised, {advisor_mode: 'none', pages_to_scan: '100'})).toEqual([
      'advisor_mode=none',
    ]);
  });

  test('knows what each file holds before', () => {
    const advised = {...defaults, advisor_mode: 'scan-time', pages_to_scan: '7140'};
    expect(orderWrites(advised, {advisor_mode: 'none', pages_to_scan: '1000'}, false)).toEqual([
      {name: 'advisor_mode', from: 'scan-time', to: 'none'},
      {name: 'pages_to_scan', from: '100', to: '1000'},
    ]);
  });
});

describe('a plan', () => {
  const writesOf = (model: Model, wanted: Values, ownPages?: string) =>
    planChanges(model, wanted, ownPages).value?.writes.map(({name, to}) => `${name}=${to}`);

  test('restores the former pages_to_scan when the advisor is turned off', () => {
    const advised = host({advisor_mode: 'scan-time', pages_to_scan: '7140'});
    expect(writesOf(advised, {advisor_mode: 'none'}, '1000')).toEqual([
      'advisor_mode=none',
      'pages_to_scan=1000',
    ]);
    expect(writesOf(advised, {advisor_mode: 'none', pages_to_scan: '5'}, '1000')).toEqual([
      'advisor_mode=none',
      'pages_to_scan=5',
    ]);
    expect(planChanges(advised, {advisor_mode: 'none'}).value?.notes).toEqual([
      'The kernel resets pages_to_scan to 100 when its advisor is turned off.',
    ]);
  });

  test('asks before everything is unmerged, and tells the memory', () => {
    const {value} = planChanges(host({}, merged), {max_page_sharing: '512'});
    expect(value?.costs).toEqual([
      'This unmerges everything first: 10.0 MiB needed, 954 MiB available. Merging then starts over, and takes two full scans.',
    ]);
    expect(planChanges(host({}, merged), {run: '2'}).value?.costs).toEqual([
      'This unmerges everything: 10.0 MiB needed, 954 MiB available.',
    ]);
    expect(planChanges(host({}, {pages_sharing: 0}), {run: '2'}).value?.costs).toEqual([]);
  });

  test('asks before an unmerge of which the memory is unknown, and refuses what is too much', () => {
    const model = host({}, merged);
    const costsWith = (counters: Record<string, number>, memory = model.sample.memory) => {
      const {parameters = {}} = model.sample.ksm ?? {};
      const sample = {...model.sample, memory, ksm: {parameters, counters}};
      return planChanges({...model, sample}, {run: '2'});
    };
    const unread = {pages_shared: 10, pages_scanned: 9};
    expect(costsWith(unread).value?.costs).toEqual([
      'This unmerges everything: an unknown amount of memory needed, 954 MiB available.',
    ]);
    expect(costsWith({...unread, pages_sharing: 2560}, {}).value?.costs).toEqual([
      'This unmerges everything: at least 10.0 MiB needed, unknown available.',
    ]);
    expect(costsWith({...unread, pages_sharing: 300_000}).problem).toMatch(
      /^Unmerging needs at least 1\.14 GiB, but only 954 MiB is available/,
    );
  });

  test('tells on which of several nodes an unmerge puts the copies', () => {
    const {sample, ...rest} = host({}, merged);
    const nodes = {...rest, sample: {...sample, host: {...sample.host, nodeCount: 2}}};
    expect(planChanges(nodes, {run: '2'}).value?.costs[1]).toBe(
      'The copies are placed on the NUMA node where the unmerge runs, and stay there until their program restarts.',
    );
  });

  test('is refused when the memory does not suffice', () => {
    const {problem} = planChanges(host({}, merged, 1e7), {run: '2'});
    expect(problem).toBe(
      'Unmerging needs 10.0 MiB, but only 9.54 MiB is available: the kernel would kill processes. Free some memory first.',
    );
  });

  test('asks before a core is kept busy', () => {
    expect(planChanges(host(), {sleep_millisecs: '0'}).value?.costs).toHaveLength(1);
    expect(planChanges(host({sleep_millisecs: '0'}), {run: '0'}).value?.costs).toEqual([]);
  });

  test('says what has no effect yet', () => {
    expect(planChanges(host(), {advisor_max_cpu: '30'}).value?.notes).toEqual([
      'advisor_max_cpu has no effect until advisor_mode=scan-time.',
    ]);
    expect(planChanges(host({run: '0'}), {pages_to_scan: '30'}).value?.notes).toEqual([
      'ksmd is stopped; this takes effect once run=1.',
    ]);
    expect(planChanges(host(), {advisor_mode: 'scan-time'}).value?.notes).toEqual([
      'The advisor takes over pages_to_scan: it was 1000 and starts at 500.',
    ]);
  });

  test('passes on why values do not go together', () => {
    const advised = host({advisor_mode: 'scan-time'});
    expect(planChanges(advised, {pages_to_scan: '5'}).problem).toContain('advisor_mode=none');
  });
});

test('an unmerge is not planned where it is unknown whether ksmd runs', () => {
  const {run: _, ...parameters} = defaults;
  const model = advance(undefined, ksmSampleOf({parameters, counters: merged}));
  expect(planChanges(model, {max_page_sharing: '512'}).problem).toMatch(/^run cannot be read/);
  expect(planChanges(model, {pages_to_scan: '512'}).value?.writes).toHaveLength(1);
});

test('the memory of a container does not tell whether an unmerge has enough', () => {
  const {sample} = host({}, merged, 1);
  expect(planChanges(host({}, merged, 1), {run: '2'}).problem).toContain('the kernel would kill');
  const inContainer = {...sample, host: {...sample.host, memoryOfContainer: true}};
  const plan = planChanges(advance(undefined, inContainer), {run: '2'}).value;
  expect(plan?.costs.join(' ')).toContain('10.0 MiB needed, unknown available.');
});
