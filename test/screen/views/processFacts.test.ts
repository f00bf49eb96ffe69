import {describe, expect, test} from 'vitest';
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
  expect(valueAt('ksm_merging_pages')).toBe(because('is more than its 5 000 rmap items'));
  expect(valueAt('ksm_zero_pages')).toBe(because('has wrapped below zero'));
  expect(valueAt('ksm_process_profit')).toBe(
    because('is computed from ksm_merging_pages, which is impossible'),
  );
  expect(valueAt('ksm_rmap_items')).toBe('5 000 pages, 19.5 MiB');
  expect(valueAt('saved')).toBe('–');
  expect(valueAt('profit')).toBe('–');
});

describe('the facts of a process', () => {
  const process = processOf({
    anonBytes: 2 ** 24,
    ksm: {rmapItems: 2000, mergingPages: 1000, profitBytes: 3 * 2 ** 20},
  });
  const model = advance(
    undefined,
    sampleOf({
      ksm: {pages_shared: 500, pages_sharing: 500, pages_unshared: 1000},
      processes: [process],
    }),
  );
  const factsWith = (cgroup: string) => {
    const [row] = deriveProcesses(model, 'host');
    if (!row) throw new Error('no row');
    return processFacts(model, row, {pid: 1, timeMs: 0, namespaces: {}, cgroup}, false);
  };
  const valuesAt = (facts: ReturnType<typeof processFacts>, what: string) =>
    facts.filter(({WHAT}) => WHAT === ` ${what}`).map(({VALUE}) => VALUE);

  test('begin with memory and profit, and tell two profits from each other', () => {
    const facts = factsWith('0::/a');
    const first = facts.slice(0, 4).map(({WHAT}) => WHAT?.trim());
    expect(first).toEqual(['memory', 'saved', 'profit', 'ksm_process_profit']);
    expect(valuesAt(facts, 'profit')).toEqual(['+1.83 MiB, that share minus its metadata']);
    expect(valuesAt(facts, 'ksm_process_profit')).toEqual([
      '+3.00 MiB, as the kernel counts it, with kept copies',
    ]);
  });

  test('have each cgroup once', () => {
    const same = Array.from({length: 10}, (_, index) => `${index + 1}:c${index}:/lxc/web`);
    expect(valuesAt(factsWith(`${same.join('\n')}\n`), 'cgroup')).toEqual([
      '/lxc/web (10 hierarchies)',
    ]);
    expect(valuesAt(factsWith('0::/lxc.payload.web\n'), 'cgroup')).toEqual(['/lxc.payload.web']);
    expect(valuesAt(factsWith('3:cpu,cpuacct:/a\n2:memory:/b\n1:pids:/a\n'), 'cgroup')).toEqual([
      '/a (cpu,cpuacct, pids)',
      '/b (memory)',
    ]);
  });
});
