import {verdictTable} from '../../source/model/derive/verdictTable.js';
import {counterMetrics} from '../../source/output/metricNames.js';
import {metricHelp} from './metricHelp.js';

/** Units as Grafana names them. */
export type Unit = 'bytes' | 'percentunit' | 's' | 'short' | 'cps';

export type Query = {
  expr: string;
  /** With labels in `{{instance}}`. */
  legend: string;
};

export type PanelDescription = {
  title: string;
  description: string;
  type: 'stat' | 'timeseries' | 'bargauge' | 'table' | 'state-timeline';
  /** In the columns of Grafana, 24 of them. */
  width: number;
  height: number;
  unit: Unit;
  queries: readonly Query[];
};

export type Section = {title: string; panels: readonly PanelDescription[]};

/** What the variable of the dashboard selects. */
const chosen = 'instance=~"$instance"';

const cpu = `rate(ksm_ksmd_cpu_seconds_total{${chosen}}[$__rate_interval])`;
const cpuHelp = 'CPU time of ksmd, in cores.';
const verdictHelp = verdictTable.map(({word, meaning}) => `${word}: ${meaning}`).join(' ');

/** A number for each verdict, by its place in the table: Grafana draws states of numbers. */
const verdictNumber = `sum by (instance) (${verdictTable
  .map(({word}, index) => `ksm_verdict{verdict="${word}",${chosen}} * ${index + 1}`)
  .join(' or ')})`;

const total = (title: string, metric: string): PanelDescription => ({
  title,
  description: `${metricHelp(metric)} Of all chosen hosts.`,
  type: 'stat',
  width: 3,
  height: 4,
  unit: 'bytes',
  queries: [{expr: `sum(${metric}{${chosen}})`, legend: ''}],
});

const overTime = (
  title: string,
  unit: Unit,
  description: string,
  ...queries: readonly Query[]
): PanelDescription => ({
  title,
  description,
  type: 'timeseries',
  width: 12,
  height: 8,
  unit,
  queries,
});

const ofHost = (name: string, metric: string): Query => ({
  expr: `${metric}{${chosen}}`,
  legend: `{{instance}} ${name}`,
});

/** The containers with most of something; the sum of those without a series of their own is none. */
const mostContainers = (expr: string): Query => ({
  expr: `topk(10, ${expr})`,
  legend: '{{instance}} {{container}}',
});

const estimatesFrom = 'From the timer ksmtop-estimate, or `ksmtop estimate --format openmetrics`.';

const container = `kind!="other",${chosen}`;

const pageCounters = counterMetrics.filter(({file}) =>
  ['pages_shared', 'pages_sharing', 'pages_unshared', 'pages_volatile'].includes(file),
);

export const sections: readonly Section[] = [
  {
    title: 'All hosts',
    panels: [
      total('Saved', 'ksm_saved_bytes'),
      total('Profit', 'ksm_profit_bytes'),
      total('Offered', 'ksm_offered_bytes'),
      total('Would save', 'ksm_estimate_would_save_bytes'),
      {
        ...total('Cost', 'ksm_saved_bytes'),
        title: 'Cost',
        description: `${cpuHelp} Of all chosen hosts.`,
        unit: 'percentunit',
        queries: [{expr: `sum(${cpu})`, legend: ''}],
      },
      {
        title: 'Hosts by verdict',
        description: verdictHelp,
        type: 'bargauge',
        width: 9,
        height: 4,
        unit: 'short',
        queries: [{expr: `sum by (verdict) (ksm_verdict{${chosen}})`, legend: '{{verdict}}'}],
      },
      {
        title: 'Advice',
        description:
          'Rules of the advice that apply. `ksmtop doctor` on the host lists their cures.',
        type: 'table',
        width: 12,
        height: 8,
        unit: 'short',
        queries: [{expr: `ksm_advice{${chosen}} == 1`, legend: ''}],
      },
      {
        title: 'Verdicts',
        description: verdictHelp,
        type: 'state-timeline',
        width: 12,
        height: 8,
        unit: 'short',
        queries: [{expr: verdictNumber, legend: '{{instance}}'}],
      },
    ],
  },
  {
    title: 'Each host',
    panels: [
      overTime(
        'Saved and profit',
        'bytes',
        `Saved: ${metricHelp('ksm_saved_bytes')} Profit: ${metricHelp('ksm_profit_bytes')}`,
        ofHost('saved', 'ksm_saved_bytes'),
        ofHost('profit', 'ksm_profit_bytes'),
      ),
      overTime('Cost', 'percentunit', cpuHelp, {expr: cpu, legend: '{{instance}}'}),
      overTime(
        'Pages',
        'short',
        pageCounters.map(({file, help}) => `${file}: ${help}`).join(' '),
        ...pageCounters.map(({file, name}) => ofHost(file, name)),
      ),
      overTime('Saved per core', 'bytes', 'Saved memory divided by the cores that ksmd uses.', {
        expr: `ksm_saved_bytes{${chosen}} / (${cpu} > 0)`,
        legend: '{{instance}}',
      }),
      overTime('Full scan', 's', metricHelp('ksm_full_scan_seconds'), {
        expr: `ksm_full_scan_seconds{${chosen}}`,
        legend: '{{instance}}',
      }),
      overTime('Pages scanned', 'cps', metricHelp('ksm_pages_scanned_total'), {
        expr: `rate(ksm_pages_scanned_total{${chosen}}[$__rate_interval])`,
        legend: '{{instance}}',
      }),
    ],
  },
  {
    title: 'Containers',
    panels: [
      overTime(
        'Most saved',
        'bytes',
        metricHelp('ksm_container_saved_bytes'),
        mostContainers(`ksm_container_saved_bytes{${container}}`),
      ),
      overTime(
        'Most lost',
        'bytes',
        'Containers whose metadata takes more memory than merging saves.',
        mostContainers(`-ksm_container_profit_bytes{${container}} > 0`),
      ),
      overTime(
        'Most memory that is not offered',
        'bytes',
        'Memory of containers that do not offer it to KSM. An estimate says what merging would save of it.',
        mostContainers(
          `ksm_container_memory_bytes{${container}} - ksm_container_offered_bytes > 0`,
        ),
      ),
      overTime('Processes by state', 'short', 'Processes by how close each is to merging.', {
        expr: `sum by (state) (ksm_container_preload_processes{${chosen}})`,
        legend: '{{state}}',
      }),
    ],
  },
  {
    title: 'Estimates',
    panels: [
      overTime(
        'Would save',
        'bytes',
        `${metricHelp('ksm_estimate_would_save_bytes')} Profit: ${metricHelp('ksm_estimate_profit_bytes')} ${estimatesFrom}`,
        ofHost('would save', 'ksm_estimate_would_save_bytes'),
        ofHost('profit', 'ksm_estimate_profit_bytes'),
      ),
      overTime(
        'Containers that would save most',
        'bytes',
        `${metricHelp('ksm_container_estimate_would_save_bytes')} ${estimatesFrom}`,
        mostContainers(`ksm_container_estimate_would_save_bytes{${container}}`),
      ),
      overTime(
        'Age of the estimates',
        's',
        `How long ago it was estimated what KSM would save. ${estimatesFrom}`,
        {
          expr: `time() - ksm_estimate_timestamp_seconds{${chosen}}`,
          legend: '{{instance}}',
        },
      ),
      overTime(
        'Memory of the estimates',
        'bytes',
        `Read: ${metricHelp('ksm_estimate_memory_bytes')} Not read: ${metricHelp('ksm_estimate_not_looked_at_bytes')}`,
        ofHost('read', 'ksm_estimate_memory_bytes'),
        ofHost('not read', 'ksm_estimate_not_looked_at_bytes'),
      ),
    ],
  },
];
