import {findParameter} from '../kernel/ksm/parameters.js';
import {adviceOf} from '../model/advice/advice.js';
import type {ContainerRow} from '../model/derive/containers.js';
import {preloadStates} from '../model/derive/preloadState.js';
import {containerVerdict, hostVerdict} from '../model/derive/verdict.js';
import {verdictTable} from '../model/derive/verdictTable.js';
import type {Model} from '../model/model.js';
import {containerCounts, containerFigures} from './containerFigures.js';
import {containerSeries, otherSeries} from './containerSeries.js';
import {exposition, flag, gauge, type MetricFamily, type MetricSample} from './exposition.js';
import {hostFigures} from './hostFigures.js';
import {counterMetrics, type KernelMetric, parameterMetrics} from './metricNames.js';
import {numberText} from './numbers.js';
import type {ContainerFilter, Writer} from './writer.js';

/**
 * Writes metrics for Prometheus: a complete exposition for each sample. The `top` containers that
 * save most get series of their own.
 */
export function createMetricsWriter(filter: ContainerFilter | undefined, top: number): Writer {
  return (model) => {
    const rows = (model.containers ?? []).filter(filter ?? (() => true));
    return exposition([
      ...hostFamilies(model),
      ...[...counterMetrics, ...parameterMetrics].map((metric) => kernelFamily(metric, model)),
      advisorFamily(model),
      ...containerFamilies(model, containerSeries(rows, top)),
    ]);
  };
}

function hostFamilies(model: Model): MetricFamily[] {
  const {host, ksmd, processes} = model.sample;
  const readable = processes?.filter((process) => process.readable).length;
  const cpuSeconds = ksmd && ksmd.cpuTicks / host.ticksPerSecond;
  return [
    gauge('ksm_verdict', `Whether KSM is worth it: ${verdictHelp}`, states(hostVerdict(model))),
    ...hostFigures
      .filter(({isRate}) => !isRate)
      .map(({name, meaning, decimals, value}) =>
        gauge(`ksm_${name}`, meaning, [{value: numberText(value(model), decimals)}]),
      ),
    gauge('ksm_sample_timestamp_seconds', 'When this was read, in seconds since 1970.', [
      {value: numberText(model.sample.timeMs / 1000, 3)},
    ]),
    gauge(
      'ksm_advice',
      'Current advice: 1 for each rule that applies to the host.',
      adviceOf(model).map(({rule, severity}) => ({labels: {rule, severity}, value: '1'})),
    ),
    gauge('ksm_page_size_bytes', 'Size of a page.', [{value: numberText(host.pageSizeBytes)}]),
    gauge('ksm_processes', 'Processes, without kernel threads.', [
      {value: numberText(processes?.length)},
    ]),
    gauge('ksm_processes_readable', 'Processes whose KSM state could be read.', [
      {value: numberText(readable)},
    ]),
    {
      name: 'ksm_broken_merges_total',
      type: 'counter',
      help: 'Merged pages copied because a process wrote to them, since boot: cow_ksm of /proc/vmstat.',
      samples: [{value: numberText(model.sample.vmstat.cowKsm)}],
    },
    {
      name: 'ksm_ksmd_cpu_seconds_total',
      type: 'counter',
      help: 'CPU time of ksmd since boot.',
      samples: [{value: numberText(cpuSeconds, 3)}],
    },
  ];
}

function kernelFamily({name, type, help, value}: KernelMetric, {sample}: Model): MetricFamily {
  return {name, type, help, samples: [{value: sample.ksm && value(sample.ksm)}]};
}

function advisorFamily({sample}: Model): MetricFamily {
  const mode = sample.ksm?.parameters.advisor_mode;
  const {choices = {}, meaning = ''} = findParameter('advisor_mode') ?? {};
  return gauge(
    'ksm_advisor_mode',
    meaning,
    Object.keys(choices).map((choice) => ({
      labels: {mode: choice},
      value: mode === undefined ? undefined : flag(choice === mode),
    })),
  );
}

function containerFamilies(model: Model, rows: readonly ContainerRow[]): MetricFamily[] {
  const perContainer = (samples: (row: ContainerRow) => readonly MetricSample[]) =>
    rows.flatMap((row) =>
      samples(row).map(({labels, value}) => ({
        labels: {container: row.name, kind: row.kind, ...labels},
        value,
      })),
    );
  return [
    gauge(
      'ksm_container_verdict',
      `Whether KSM is worth it for a container: ${verdictHelp}`,
      // A verdict on unrelated containers would mean nothing.
      perContainer((row) => (row.id === otherSeries ? [] : states(containerVerdict(model, row)))),
    ),
    ...[...containerFigures, ...containerCounts].map(({name, meaning, value}) =>
      gauge(
        `ksm_container_${name}`,
        meaning,
        perContainer((row) => [{value: numberText(value(row))}]),
      ),
    ),
    gauge(
      'ksm_container_preload_processes',
      'Its processes by how close each is to merging.',
      perContainer(({preload}) =>
        preloadStates.map((state) => ({labels: {state}, value: numberText(preload[state])})),
      ),
    ),
  ];
}

const verdictHelp = '1 for the verdict that holds, 0 for the others.';

function states(verdict: string | undefined): MetricSample[] {
  return verdictTable.map(({word}) => ({
    labels: {verdict: word},
    value: verdict === undefined ? undefined : flag(word === verdict),
  }));
}
