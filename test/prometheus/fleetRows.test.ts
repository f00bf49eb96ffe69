import {describe, expect, test} from 'vitest';
import type {Series} from '../../source/prometheus/client.js';
import {type FleetAnswers, fleetRows, hostsIn} from '../../source/prometheus/fleetRows.js';
import {type FleetFigure, fleetQueries, hostQueries} from '../../source/prometheus/queries.js';

type Values = Partial<Record<FleetFigure, number>>;

/** Answers of hosts by their instance. */
function answersOf(
  hosts: Readonly<Record<string, Values>>,
  more: Partial<Record<FleetFigure, readonly Series[]>> = {},
): FleetAnswers {
  const figures = Object.fromEntries(
    (Object.keys(fleetQueries) as FleetFigure[]).map((name) => [
      name,
      more[name] ??
        Object.entries(hosts).flatMap(([instance, values]) => {
          const value = values[name];
          return value === undefined ? [] : [{labels: {instance}, value}];
        }),
    ]),
  ) as FleetAnswers['figures'];
  return {figures, trend: [], times: [10, 20, 30]};
}

const full: Values = {
  ...{run: 1, sharingPages: 1000, offeredPages: 3000, zeroPages: 24, pageSizeBytes: 4096},
  ...{memoryBytes: 2 ** 30, profitBytes: 7, cpuPercent: 12, ownAgeSeconds: 15},
};

describe('a host', () => {
  test('that ksmtop writes for has all figures', () => {
    const answers = answersOf(
      {'hn1:9100': full},
      {
        verdict: [{labels: {instance: 'hn1:9100', verdict: 'saving'}, value: 1}],
        advice: [
          {labels: {instance: 'hn1:9100', rule: 'numa-merge', severity: 'note'}, value: 1},
          {labels: {instance: 'hn1:9100', rule: 'long-scan', severity: 'warning'}, value: 1},
        ],
      },
    );
    expect(fleetRows(answers, [], 99)).toEqual([
      {
        ...{id: 'hn1:9100', name: 'hn1', state: 'up', seenMs: 99, ksmd: 'running'},
        ...{verdict: 'saving', savedBytes: 1024 * 4096, memoryBytes: 2 ** 30},
        ...{savedShareOfMemory: 2 ** -8, profitBytes: 7, cpuPercent: 12, trend: [], times: []},
        advice: {severity: 'warning', text: 'long scan, numa merge'},
      },
    ]);
  });

  test.each([-200_000, 2 ** 64])('with %d zero pages saves what it shares', (zeroPages) => {
    const [row] = fleetRows(answersOf({a: {...full, zeroPages, profitBytes: -8e8}}), [], 1);
    expect(row).toMatchObject({savedBytes: 1000 * 4096, profitBytes: 1000 * 4096 - 3000 * 64});
  });

  test('does not lose for certain where its zero pages are unknown', () => {
    const figures = {...full, sharingPages: 10, offeredPages: 50_000};
    const [row] = fleetRows(answersOf({a: {...figures, zeroPages: -1}}), [], 1);
    expect(row).not.toHaveProperty('profitBytes');
  });

  test('that only node_exporter knows has what can be computed, and no more', () => {
    const {run = 0, sharingPages = 0, offeredPages = 0, pageSizeBytes = 0} = full;
    const [row] = fleetRows(
      answersOf({a: {run, sharingPages, offeredPages, pageSizeBytes}}),
      [],
      1,
    );
    expect(row).toEqual({
      ...{id: 'a', name: 'a', state: 'up', seenMs: 1, ksmd: 'running', trend: [], times: []},
      ...{savedBytes: 1000 * 4096, profitBytes: 1000 * 4096 - 3000 * 64},
    });
  });

  test('with pages of unknown size has no figure in bytes', () => {
    const [row] = fleetRows(answersOf({a: {run: 1, sharingPages: 9, offeredPages: 9}}), [], 1);
    expect(row).not.toHaveProperty('savedBytes');
    expect(row).not.toHaveProperty('profitBytes');
  });

  test('for which ksmtop writes no more has the figures of the kernel alone, and says so', () => {
    const [row] = fleetRows(answersOf({a: {...full, ownAgeSeconds: 7200}}), [], 1);
    expect(row).toMatchObject({savedBytes: 1000 * 4096, profitBytes: 1000 * 4096 - 3000 * 64});
    expect(row?.cpuPercent).toBeUndefined();
    expect(row?.advice?.text).toBe(
      'The metrics of ksmtop print are 2 h old. Check that it still runs.',
    );
  });

  test('whose ksmd is stopped is off, whatever was written before', () => {
    const verdict = [{labels: {instance: 'a', verdict: 'saving'}, value: 1}];
    expect(fleetRows(answersOf({a: {...full, run: 0}}, {verdict}), [], 1)).toMatchObject([
      {verdict: 'off', ksmd: 'stopped'},
    ]);
  });

  test('is lost when only its past is known, and keeps what was known of it', () => {
    const trend = [
      {
        labels: {instance: 'a'},
        points: [
          [10, 5],
          [20, 6],
        ] as const,
      },
    ];
    const lost = {...answersOf({}), trend};
    expect(fleetRows(lost, [], 99_000)).toMatchObject([
      {id: 'a', state: 'lost', seenMs: 20_000, trend: [5, 6, undefined]},
    ]);
    const former = fleetRows(answersOf({a: full}), [], 50_000);
    expect(fleetRows(lost, former, 99_000)).toMatchObject([
      {id: 'a', state: 'lost', seenMs: 50_000, savedBytes: 1024 * 4096},
    ]);
  });
});

test('names leave the port out where that names one host alone', () => {
  const rows = fleetRows(
    answersOf({'a:9100': full, 'b:9100': full, 'b:9200': full, c: full}),
    [],
    1,
  );
  expect(rows.map(({name}) => name)).toEqual(['a', 'b:9100', 'b:9200', 'c']);
});

describe('hosts of one instance in two clusters', () => {
  const inCluster = (cluster: string) => ({instance: 'node:9100', cluster, region: 'eu'});
  const both = answersOf(
    {},
    {
      run: [
        {labels: inCluster('a'), value: 1},
        {labels: inCluster('b'), value: 0},
        {labels: {instance: 'alone', cluster: 'a'}, value: 1},
      ],
      memoryBytes: [
        {labels: inCluster('b'), value: 2},
        {labels: inCluster('a'), value: 1},
      ],
      verdict: [{labels: {...inCluster('a'), verdict: 'saving'}, value: 1}],
    },
  );

  test('are two rows, named by the label in which they differ', () => {
    expect(fleetRows(both, [], 1)).toMatchObject([
      {name: 'node cluster=a', ksmd: 'running', memoryBytes: 1, verdict: 'saving'},
      {name: 'node cluster=b', ksmd: 'stopped', memoryBytes: 2, verdict: 'off'},
      {name: 'alone', ksmd: 'running'},
    ]);
  });

  test('are asked for one by one', () => {
    const [first] = hostsIn(both).values();
    const {all} = hostQueries(first ?? {});
    expect(all).toContain('instance="node:9100",cluster="a",cluster_name="",');
    expect(all).toContain('region="eu",');
  });

  test('are grouped so by every query', () => {
    for (const query of Object.values(fleetQueries)) {
      expect(query).toMatch(/^max by \(instance, cluster, /);
    }
  });
});

test('the profit is what the kernel says, where it does', () => {
  const [row] = fleetRows(
    answersOf({a: {...full, generalProfitBytes: -5, ownAgeSeconds: 7200}}),
    [],
    1,
  );
  expect(row?.profitBytes).toBe(-5);
  expect(fleetQueries.generalProfitBytes).toContain('node_ksmd_general_profit_bytes');
});

test('hosts that come and go for ever do not become more and more rows', () => {
  const many = (from: number) =>
    answersOf(
      {},
      {
        run: Array.from({length: 15_000}, (_, index) => ({
          labels: {instance: `h${from + index}`},
          value: 1,
        })),
      },
    );
  const first = fleetRows(many(0), [], 1);
  const second = fleetRows(many(15_000), first, 2);
  expect(second).toHaveLength(20_000);
  expect(second.filter(({state}) => state === 'up')).toHaveLength(15_000);
});

test('a server may claim any number of rules, and of hosts of one instance', () => {
  const rules = Array.from({length: 50_000}, (_, index) => ({
    labels: {instance: 'a', rule: `rule-${index}`, severity: 'warning'},
    value: 1,
  }));
  const twins = Array.from({length: 20_000}, (_, index) => ({
    labels: {instance: 'b', node: `n${index}`, dc: 'd'},
    value: 1,
  }));
  const run = [{labels: {instance: 'a'}, value: 1}, ...twins];
  const [first, second] = fleetRows(answersOf({}, {run, advice: rules}), [], 1);
  expect(first?.advice?.text.length).toBeLessThan(1000);
  expect(second?.name).toBe('b node=n0');
});
