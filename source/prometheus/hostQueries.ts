import {hostMatchers} from './hostLabels.js';

/** What is asked of one host, by its labels. */
export function hostQueries(labels: Readonly<Record<string, string>>) {
  const host = hostMatchers(labels);
  const pages = 'pages_(shared|sharing|unshared|volatile)';
  return {
    /** Everything there is at this moment. */
    all: `{__name__=~"ksm_.+|node_ksmd_.+|node_uname_info|node_memory_Mem(Total|Available)_bytes",${host}}`,
    cpuCount: `count(node_cpu_seconds_total{mode="idle",${host}})`,
    cpuPercent: `max(100 * rate(ksm_ksmd_cpu_seconds_total{${host}}[5m]))`,
    pagesScannedPerSecond: `max(rate(ksm_pages_scanned_total{${host}}[5m]))`,
    /** Over the time of the trends. */
    trends: `{__name__=~"(node_ksmd|ksm)_${pages}",${host}}`,
    containerTrends: `ksm_container_saved_bytes{${host}}`,
  };
}
