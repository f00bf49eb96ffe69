import {describe, expect, test} from 'vitest';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {adviceTable} from '../../../source/model/advice/ruleTable.js';
import {figures, gib, judgedHosts, tenants} from '../../fixtures/judgedHosts.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf} from '../../fixtures/sample.js';
import {writesOf} from '../../fixtures/writesOf.js';

const judged = judgedHosts().map(([name, model]) => ({name, model, advice: adviceOf(model)}));

/** Cures after which the kernel gives every merged page memory of its own. */
const unmerging = /set (?:run=2|max_page_sharing=|merge_across_nodes=)/;

test('every rule that these hosts can trigger fires on some host', () => {
  const fired = new Set(judged.flatMap(({advice}) => advice.map(({rule}) => rule)));
  const others = [
    ...['no-ksm', 'rival-writes', 'manager-runs', 'preload-not-loaded'],
    ...['opt-in-lost', 'opt-in-register', 'scans-nothing'],
  ];
  const expected = adviceTable.map(({id}) => id).filter((id) => !others.includes(id));
  expect([...fired].sort()).toEqual(expected.filter((id) => id !== 'loaded-not-offered').sort());
});

describe('of two rules that fire on one host', () => {
  test('none says "do not unmerge" while the cure of another unmerges', () => {
    for (const {name, advice} of judged) {
      const forbids = advice.some(({text}) => /do not write run=2/.test(text));
      const unmergingRules = advice.filter(({cure}) => unmerging.test(cure)).map(({rule}) => rule);
      if (forbids) expect(unmergingRules, name).toEqual([]);
    }
  });

  test('both leave a parameter at one value, or one leaves it as it is', () => {
    for (const {name, model, advice} of judged) {
      const {parameters} = model.sample.ksm ?? {};
      const values = new Map<string, string>();
      for (const each of advice) {
        for (const [parameter, value] of writesOf(each.cure)) {
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
        .map((each) => writesOf(each.cure).get('run'))
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

test('a cure that a running program would undo says so', () => {
  const shape = figures(60_000_000, 30_000_000);
  const adviceWith = (command: string) => {
    const processes = [...tenants(shape), processOf({command})];
    return adviceOf(modelOf({ksm: {...shape, run: 0, full_scans: 20}, processes}));
  };
  const textsOf = (command: string) =>
    adviceWith(command)
      .filter(({values}) => values)
      .map(({text}) => text);
  expect(textsOf('ksmtuned').join('\n')).toMatch(/ ksmtuned runs and may undo this\.$/m);
  for (const text of textsOf('ksmtuned'))
    expect(text).toMatch(/ksmtuned runs and may undo this\.$/);
  for (const text of textsOf('tuned')) expect(text).not.toContain('undo');
});

test('a cure that unmerges says what it needs, and only where there is memory for it', () => {
  for (const {name, model, advice} of judged) {
    const {pages_sharing: sharing = 0} = model.sample.ksm?.counters ?? {};
    for (const {rule, text, cure} of advice) {
      if (!unmerging.test(cure)) continue;
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
  expect(advice.filter(({cure}) => /run=2/.test(cure))).toEqual([]);
  expect(advice.find(({rule}) => rule === 'numa-merge')?.text).toMatch(
    /An unmerge would need 66\.0 GiB, but only 10\.0 GiB is available including swap: do not write run=2\.$/,
  );
});

describe('unknown figures lead to no advice', () => {
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
    expect(advice.filter(({cure}) => unmerging.test(cure))).toEqual([]);
  });

  test('without the number of chains nothing is said of copies', () => {
    const [rule] = adviceTable.filter(({id}) => id === 'sharing-limit');
    expect(rule).toBeDefined();
    expect(without('stable_node_chains').map(({rule: id}) => id)).not.toContain('sharing-limit');
  });
});
