import {hostGrouping, hostMatchers} from './hostLabels.js';

/** A figure of every host. */
export type FleetFigure = keyof typeof fleetQueries;

/** The first alternative that a host has, by host; series of two jobs are merged. */
const ofHost = (...alternatives: readonly string[]): string =>
  alternatives.map((alternative) => `max by (${hostGrouping}) (${alternative})`).join(' or ');

/** The kernel's own figures, preferably from node_exporter, which reads them on each scrape. */
const ofKernel = (name: string): string => ofHost(`node_ksmd_${name}`, `ksm_${name}`);

const offered = (prefix: string): string =>
  ['shared', 'sharing', 'unshared', 'volatile']
    .map((name) => `${prefix}_pages_${name}`)
    .join(' + ');

/** Architectures with a single page size, 4 KiB. */
const machinesWith4KiB = 'x86_64|i[3-6]86|s390x?';

/** One instant query for each figure, for all hosts. */
export const fleetQueries = {
  run: ofKernel('run'),
  sharingPages: ofKernel('pages_sharing'),
  offeredPages: ofHost(offered('node_ksmd'), offered('ksm')),
  zeroPages: ofHost('ksm_zero_pages'),
  pageSizeBytes: ofHost(
    'ksm_page_size_bytes',
    `4096 * node_uname_info{machine=~"${machinesWith4KiB}"}`,
  ),
  memoryBytes: ofHost('node_memory_MemTotal_bytes', 'ksm_saved_bytes / ksm_saved_to_memory_ratio'),
  profitBytes: ofHost('ksm_profit_bytes'),
  /** general_profit, since Linux 6.4. */
  generalProfitBytes: ofHost('node_ksmd_general_profit_bytes'),
  cpuPercent: ofHost('100 * rate(ksm_ksmd_cpu_seconds_total[5m])'),
  /** Age of what ksmtop wrote for the textfile collector. */
  ownAgeSeconds: ofHost('time() - ksm_sample_timestamp_seconds'),
  verdict: `max by (${hostGrouping}, verdict) (ksm_verdict) == 1`,
  advice: `max by (${hostGrouping}, rule, severity) (ksm_advice) == 1`,
} as const;

/** Range query for the trends of all hosts. */
export const trendQuery = ofKernel('pages_sharing');

/** Queries for one host, by its labels. */
export function hostQueries(labels: Readonly<Record<string, string>>) {
  const host = hostMatchers(labels);
  const pages = 'pages_(shared|sharing|unshared|volatile)';
  return {
    /** All current values. */
    all: `{__name__=~"ksm_.+|node_ksmd_.+|node_uname_info|node_memory_Mem(Total|Available)_bytes",${host}}`,
    cpuCount: `count(node_cpu_seconds_total{mode="idle",${host}})`,
    cpuPercent: `max(100 * rate(ksm_ksmd_cpu_seconds_total{${host}}[5m]))`,
    pagesScannedPerSecond: `max(rate(ksm_pages_scanned_total{${host}}[5m]))`,
    /** Range queries. */
    trends: `{__name__=~"(node_ksmd|ksm)_${pages}",${host}}`,
    containerTrends: `ksm_container_saved_bytes{${host}}`,
  };
}
