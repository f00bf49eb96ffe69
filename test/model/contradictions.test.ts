import {describe, expect, test} from 'vitest';
import {adviceTable} from '../../source/model/advice/table.js';
import type {Advice} from '../../source/model/advice.js';
import {adviceOf} from '../../source/model/advice.js';
import type {Model} from '../../source/model/model.js';
import {modelOf} from '../fixtures/model.js';
import {processOf} from '../fixtures/sample.js';

type Step = NonNullable<Parameters<typeof modelOf>[0]>;
type Ksm = Record<string, number | string>;
/** A part of a host, in each of the ways that rules mind. */
type Part = {name: string; ksm?: Ksm; step?: Step; percent?: number};

const gib = 2 ** 30;

/** Every combination of these is a host; each rule fires on some of them. */
const dimensions: ReadonlyArray<readonly Part[]> = [
  [
    {name: 'running', ksm: {run: 1}},
    {name: 'stopped', ksm: {run: 0}},
    {name: 'unmerged', ksm: {run: 2}},
  ],
  [
    {name: 'saving', ksm: figures(60_000_000, 30_000_000)},
    {name: 'mostly unique', ksm: figures(60_000_000, 2_000_000)},
    {name: 'losing', ksm: figures(60_000_000, 3000)},
    {name: 'saving little', ksm: figures(200_000, 20_000)},
    {name: 'nothing', ksm: figures(0, 0)},
  ],
  [
    {name: 'room', step: {memory: {totalBytes: 512 * gib, availableBytes: 256 * gib}}},
    {name: 'no room', step: {memory: {totalBytes: 128 * gib, availableBytes: 2 ** 20}}},
    {name: 'unknown room', step: {memory: {}}},
  ],
  [
    {name: 'plain'},
    {name: 'copies', ksm: {stable_node_chains: 30, stable_node_dups: 56_000}},
    {name: 'nodes', step: {host: {nodeCount: 2}}},
  ],
  [
    {name: 'slow', ksm: {pages_to_scan: 100, sleep_millisecs: 20}, percent: 3},
    {name: 'busy', ksm: {pages_to_scan: 4000, sleep_millisecs: 20}, percent: 33},
    {name: 'costly', ksm: {pages_to_scan: 100, sleep_millisecs: 20}, percent: 15},
    {name: 'sleepless', ksm: {pages_to_scan: 100, sleep_millisecs: 0}, percent: 98},
    {
      name: 'advised',
      ksm: {advisor_mode: 'scan-time', advisor_target_scan_time: 20_000, pages_to_scan: 700},
      percent: 60,
    },
  ],
  [
    {name: 'many scans', ksm: {full_scans: 50}},
    {name: 'first scan', ksm: {full_scans: 0}},
  ],
  [{name: 'two tenants'}, {name: 'one that hides', step: {processes: [hidden()]}}],
];

function figures(items: number, sharing: number): Ksm {
  const shared = Math.ceil(sharing / 10);
  return {
    pages_shared: shared,
    pages_sharing: sharing,
    pages_unshared: items - sharing - shared,
    general_profit: sharing * 4096 - items * 64,
    pages_scanned: items,
  };
}

function hidden() {
  return processOf({readable: false, ksm: undefined, preload: {}});
}

function tenants(ksm: Ksm): NonNullable<Step['processes']> {
  const items = Number(ksm['pages_unshared'] ?? 0) + Number(ksm['pages_sharing'] ?? 0);
  if (items === 0) return [processOf()];
  const merged = Number(ksm['pages_sharing'] ?? 0) + Number(ksm['pages_shared'] ?? 0);
  return ['a', 'b'].map((name) =>
    processOf({
      container: {kind: 'lxc', id: `lxc:${name}`, name},
      ksm: {rmapItems: items / 2, mergingPages: merged / 2, zeroPages: 0, mergeable: true},
    }),
  );
}

function hosts(): Array<[name: string, model: Model]> {
  let combined: Part[] = [{name: ''}];
  for (const parts of dimensions) {
    combined = combined.flatMap((before) =>
      parts.map((part) => ({
        name: `${before.name} ${part.name},`,
        ksm: {...before.ksm, ...part.ksm},
        step: {...before.step, ...part.step},
        percent: part.percent ?? before.percent ?? 0,
      })),
    );
  }
  return combined.map(({name, ksm = {}, step = {}, percent = 0}) => {
    const steps = [0, 1, 2].map((second) => ({
      processes: tenants(ksm),
      ...step,
      ksm: {...ksm, pages_scanned: 10_000 * second},
      ksmd: {pid: 37, cpuTicks: 1000 + second * percent},
    }));
    return [name, modelOf(...steps)];
  });
}

/** What a cure leaves in each parameter; of a remark, nothing. */
function written({cure}: Advice): ReadonlyMap<string, string> {
  const commands = cure.startsWith('#') ? [] : cure.split(' && ');
  const writes = commands.flatMap((command) => {
    const [, value, name] = /^echo (\S+) > \/sys\/kernel\/mm\/ksm\/(\w+)$/.exec(command) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return new Map(writes);
}

const judged = hosts().map(([name, model]) => ({name, model, advice: adviceOf(model)}));

test('every rule that knows these parts fires on some host', () => {
  const fired = new Set(judged.flatMap(({advice}) => advice.map(({rule}) => rule)));
  const others = ['no-ksm', 'rival-writes', 'manager-runs', 'preload-not-loaded'];
  const expected = adviceTable.map(({id}) => id).filter((id) => !others.includes(id));
  expect([...fired].sort()).toEqual(expected.filter((id) => id !== 'loaded-not-offered').sort());
});

describe('of two rules that fire on one host', () => {
  test('none says "do not unmerge" while the cure of another unmerges', () => {
    for (const {name, advice} of judged) {
      const forbids = advice.some(({text}) => /do not write run=2/.test(text));
      const unmerging = advice
        .filter(({cure}) => /echo 2 > .*run/.test(cure))
        .map(({rule}) => rule);
      if (forbids) expect(unmerging, name).toEqual([]);
    }
  });

  test('both leave a parameter at one value, or one leaves it as it is', () => {
    for (const {name, model, advice} of judged) {
      const {parameters} = model.sample.ksm ?? {};
      const values = new Map<string, string>();
      for (const each of advice) {
        for (const [parameter, value] of written(each)) {
          if (parameters?.[parameter as 'run'] === value) continue;
          const other = values.get(parameter) ?? value;
          expect(value, `${name} ${parameter} by ${each.rule}`).toBe(other);
          values.set(parameter, value);
        }
      }
    }
  });

  test('none starts ksmd while another stops it', () => {
    for (const {name, model, advice} of judged) {
      const ends = advice
        .map((each) => written(each).get('run'))
        .filter((run) => run !== undefined && run !== model.sample.ksm?.parameters.run);
      expect(new Set(ends).size, name).toBeLessThan(2);
    }
  });

  test('none makes ksmd faster while another makes it slower', () => {
    for (const {name, advice} of judged) {
      const texts = advice.map(({text}) => text).join(' ');
      const both = /The cure scans .* as fast/.test(texts) && /The cure slows/.test(texts);
      expect(both, name).toBe(false);
    }
  });
});

test('a cure that unmerges says what it needs, and only where there is memory for it', () => {
  for (const {name, model, advice} of judged) {
    const {pages_sharing: sharing = 0} = model.sample.ksm?.counters ?? {};
    for (const {rule, text, cure} of advice) {
      if (!/echo 2 > .*run/.test(cure)) continue;
      if (sharing > 0) expect(text, `${name} ${rule}`).toMatch(/An unmerge needs .* available/);
      const {availableBytes = 0} = model.sample.memory;
      expect(sharing * 4096, `${name} ${rule}`).toBeLessThanOrEqual(availableBytes);
    }
  }
});

test('66 GiB merged on two nodes with 10 GiB available: nothing unmerges', () => {
  const model = modelOf({
    host: {nodeCount: 2},
    ksm: {
      ...figures(20_012_000, 17_299_179),
      stable_node_chains: 30,
      stable_node_dups: 56_249,
      full_scans: 14_102,
    },
    memory: {totalBytes: 128 * gib, availableBytes: 10 * gib},
    processes: tenants(figures(20_012_000, 17_299_179)),
  });
  const advice = adviceOf(model);
  expect(advice.map(({rule}) => rule)).toEqual(
    expect.arrayContaining(['unmerge-memory', 'sharing-limit', 'numa-merge']),
  );
  expect(advice.filter(({cure}) => /echo 2 > .*run|run=2/.test(cure))).toEqual([]);
  expect(advice.find(({rule}) => rule === 'numa-merge')?.text).toMatch(
    /An unmerge would need 66\.0 GiB, and 10\.0 GiB are available with swap: do not write run=2\.$/,
  );
});

describe('what is not known is held against nobody', () => {
  const without = (...names: string[]) => {
    const model = modelOf({ksm: figures(60_000_000, 3000), processes: tenants(figures(2, 0))});
    const {ksm, ...sample} = model.sample;
    const counters = Object.entries(ksm?.counters ?? {}).filter(([name]) => !names.includes(name));
    return adviceOf({
      ...model,
      figures: {},
      sample: {...sample, ...(ksm && {ksm: {...ksm, counters: Object.fromEntries(counters)}})},
    });
  };

  test('an unknown profit is no loss, and unmerges nothing', () => {
    const advice = without('general_profit', 'ksm_zero_pages', 'pages_sharing');
    expect(advice.map(({rule}) => rule)).not.toContain('host-losing');
    expect(advice.filter(({cure}) => /echo 2 > .*run/.test(cure))).toEqual([]);
  });

  test('without the number of chains nothing is said of copies', () => {
    const [rule] = adviceTable.filter(({id}) => id === 'sharing-limit');
    expect(rule).toBeDefined();
    expect(without('stable_node_chains').map(({rule: id}) => id)).not.toContain('sharing-limit');
  });
});
