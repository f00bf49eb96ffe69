import {describe, expect, test} from 'vitest';
import {adviceOf} from '../../source/model/advice/advice.js';
import {hostVerdict} from '../../source/model/derive/verdict.js';
import {createMetricsWriter} from '../../source/output/openmetrics.js';
import {type HostAnswers, hostModel} from '../../source/prometheus/hostModel.js';
import {modelOfHost} from '../support/hosts/models.js';

/** The series of an exposition, as Prometheus would answer them. */
function seriesOf(metrics: string): HostAnswers['all'] {
  return metrics
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:\\.|[^"])*)"/g)].map(([, key, text]) => [
        key,
        text,
      ]);
      return {labels: {__name__: name, ...Object.fromEntries(pairs)}, value: Number(value)};
    });
}

const nothing: HostAnswers = {
  ...{all: [], cpuCount: [], cpuPercent: [], pagesScannedPerSecond: []},
  ...{trends: [], containerTrends: [], times: [100, 110]},
};

describe('what ksmtop has written', () => {
  test('comes back as it was: counters, parameters, figures and containers', async () => {
    const written = await modelOfHost('kernel-6.18');
    const cpuPercent = [{labels: {}, value: written.effortPercent ?? 0}];
    const all = seriesOf(createMetricsWriter(undefined, 100)(written));
    const model = hostModel('hn1', {...nothing, all, cpuPercent}, 5000);
    expect(model.sample.ksm).toEqual(written.sample.ksm);
    expect(model.figures.savedBytes).toBe(written.figures.savedBytes);
    expect(model.figures.profitBytes).toBe(written.figures.profitBytes);
    const bare = (rows = written.containers) =>
      rows
        ?.map(({id: _, trend: __, library: ___, ...row}) => ({
          ...row,
          savedBytes: row.savedBytes && Math.round(row.savedBytes),
          profitBytes: row.profitBytes && Math.round(row.profitBytes),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(bare(model.containers)).toEqual(bare());
    expect(hostVerdict(model)).toBe(hostVerdict(written));
  });
});

describe('what node_exporter alone tells', () => {
  const all = [
    {labels: {__name__: 'node_ksmd_run'}, value: 1},
    {labels: {__name__: 'node_ksmd_sleep_seconds'}, value: 0.02},
    {labels: {__name__: 'node_ksmd_pages_to_scan'}, value: 100},
    {labels: {__name__: 'node_ksmd_full_scans_total'}, value: 7},
    {labels: {__name__: 'node_ksmd_pages_sharing'}, value: 2560},
  ];

  test('is shown, and the rest is unknown', () => {
    const model = hostModel('hn1', {...nothing, all}, 5000);
    expect(model.sample.ksm).toEqual({
      counters: {full_scans: 7, pages_sharing: 2560},
      parameters: {run: '1', sleep_millisecs: '20', pages_to_scan: '100'},
    });
    expect(model.figures).toEqual({});
    expect(model.containers).toEqual([]);
    // Processes are not seen: nothing is said of what they do.
    expect(adviceOf(model)).toEqual([]);
  });

  test('is in bytes where the machine has pages of one size alone', () => {
    const uname = {
      labels: {__name__: 'node_uname_info', machine: 'x86_64', release: '6.1'},
      value: 1,
    };
    const model = hostModel('hn1', {...nothing, all: [...all, uname]}, 5000);
    expect(model.figures.savedBytes).toBe(10 * 2 ** 20);
    expect(model.sample.host.kernelRelease).toBe('6.1');
  });

  test('has its course, with gaps, and its rates', () => {
    const trends = [
      {labels: {__name__: 'ksm_pages_sharing'}, points: [[100, 1]] as const},
      {
        labels: {__name__: 'node_ksmd_pages_sharing'},
        points: [
          [100, 50],
          [110, 80],
        ] as const,
      },
      {labels: {__name__: 'node_ksmd_pages_shared'}, points: [[110, 4]] as const},
    ];
    const model = hostModel('hn1', {...nothing, all, trends}, 5000);
    expect(model.history).toEqual([
      {timeMs: 100_000, values: {pages_sharing: 50}},
      {timeMs: 110_000, values: {pages_sharing: 80, pages_shared: 4}},
    ]);
    expect(model.rates?.counters).toEqual({pages_sharing: 3});
  });
});
