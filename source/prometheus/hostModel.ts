import type {KsmFiles} from '../kernel/ksm/ksmFiles.js';
import {advance} from '../model/advance.js';
import {inComment} from '../model/advice/words.js';
import {followNoticeable} from '../model/derive/ksmd/ksmdEffort.js';
import type {Rates} from '../model/derive/rates.js';
import {ratio, withoutUnknown} from '../model/derive/unknown.js';
import type {Model} from '../model/model.js';
import {type HistoryPoint, type TrendName, trendNames} from '../model/sample/history.js';
import type {Sample} from '../model/sample/sample.js';
import {counterMetrics, parameterMetrics} from '../output/metricNames.js';
import type {Course, Series} from './client.js';
import {containersOf} from './hostContainers.js';

/** Answers to the queries for one host. */
export type HostAnswers = {
  all: readonly Series[];
  cpuCount: readonly Series[];
  cpuPercent: readonly Series[];
  pagesScannedPerSecond: readonly Series[];
  trends: readonly Course[];
  containerTrends: readonly Course[];
  /** Times of the points of both trends: seconds since 1970. */
  times: readonly number[];
};

/** Size of an rmap item on 64-bit kernels. */
const rmapItemBytes = 64;

/** The model of a host, as far as Prometheus knows it. */
export function hostModel(name: string, answers: HostAnswers, nowMs: number): Model {
  const sample = sampleOf(name, answers, nowMs);
  const model = advance(undefined, sample);
  const effortPercent = answers.cpuPercent[0]?.value;
  const fullScanSeconds = figureOf(answers, 'ksm_full_scan_seconds');
  return {
    ...model,
    figures: Object.fromEntries(
      Object.entries(model.figures).filter(([, value]) => !Number.isNaN(value)),
    ),
    history: historyOf(answers),
    rates: {
      ...ratesOf(answers),
      ...withoutUnknown({
        savedBytesPerCpuPercent: ratio(model.figures.savedBytes, effortPercent),
      }),
    },
    containers: containersOf(answers.all, answers.containerTrends, answers.times),
    scans: {...model.scans, ...(fullScanSeconds !== undefined && {fullScanSeconds})},
    ...(effortPercent !== undefined && {effortPercent}),
    isEffortNoticeable: followNoticeable(false, effortPercent),
  };
}

function sampleOf(name: string, answers: HostAnswers, nowMs: number): Sample {
  const uname = answers.all.find(({labels}) => labels.__name__ === 'node_uname_info')?.labels;
  const has4KiB = /^(x86_64|i[3-6]86|s390x?)$/.test(uname?.machine ?? '');
  const ksm = ksmOf(answers);
  return {
    timeMs: nowMs,
    monotonicMs: nowMs,
    host: {
      name,
      kernelRelease: uname?.release ?? '–',
      cpuCount: answers.cpuCount[0]?.value ?? Number.NaN,
      // NaN carries over to everything computed from it, which is then shown as unknown.
      pageSizeBytes: figureOf(answers, 'ksm_page_size_bytes') ?? (has4KiB ? 4096 : Number.NaN),
      rmapItemBytes,
      ticksPerSecond: 100,
    },
    remote: {name: inComment(name)},
    ...(ksm && {ksm}),
    memory: withoutUnknown({
      totalBytes: figureOf(answers, 'node_memory_MemTotal_bytes'),
      availableBytes: figureOf(answers, 'node_memory_MemAvailable_bytes'),
    }),
    vmstat: {},
    containerMemory: {},
    containerNames: {},
    containerLibraries: {},
  };
}

function figureOf({all}: Pick<HostAnswers, 'all'>, name: string): number | undefined {
  return all.find(({labels}) => labels.__name__ === name)?.value;
}

/** The kernel's files, from node_exporter or else from ksmtop's own metrics. */
function ksmOf(answers: HostAnswers): KsmFiles | undefined {
  const files: KsmFiles = {counters: {}, parameters: {}};
  let isEmpty = true;
  const find = (metric: string) =>
    figureOf(answers, metric.replace(/^ksm_/, 'node_ksmd_')) ?? figureOf(answers, metric);
  for (const {file, name} of counterMetrics) {
    const value = find(name);
    if (value === undefined) continue;
    files.counters[file] = value;
    isEmpty = false;
  }
  for (const {file, name, unitsInOne} of parameterMetrics) {
    const value = find(name);
    if (value !== undefined) files.parameters[file] = String(Math.round(value * unitsInOne));
  }
  const mode = answers.all.find(
    ({labels, value}) => labels.__name__ === 'ksm_advisor_mode' && value === 1,
  );
  if (mode?.labels.mode) {
    files.parameters.advisor_mode = mode.labels.mode;
  }
  return isEmpty ? undefined : files;
}

function historyOf({trends, times}: HostAnswers): HistoryPoint[] {
  const courses = trendNames.map((name) => [name, pointsOf(trends, name)] as const);
  return times.map((time) => {
    const values: Partial<Record<TrendName, number>> = {};
    for (const [name, points] of courses) {
      const value = points.get(Math.round(time));
      if (value !== undefined) values[name] = value;
    }
    return {timeMs: time * 1000, values};
  });
}

function pointsOf(trends: readonly Course[], name: TrendName): Map<number, number> {
  const course =
    trends.find(({labels}) => labels.__name__ === `node_ksmd_${name}`) ??
    trends.find(({labels}) => labels.__name__ === `ksm_${name}`);
  return new Map(course?.points.map(([time, value]) => [Math.round(time), value]));
}

/** Rates of the counters, from the last two points of their trends. */
function ratesOf({trends, cpuPercent, pagesScannedPerSecond, times}: HostAnswers): Rates {
  const counters: Rates['counters'] = {};
  let elapsedSeconds = (times[1] ?? 1) - (times[0] ?? 0);
  for (const name of trendNames) {
    const [before, last] = [...pointsOf(trends, name)].slice(-2);
    if (!before || !last) continue;
    elapsedSeconds = last[0] - before[0];
    counters[name] = (last[1] - before[1]) / elapsedSeconds;
  }
  return {
    elapsedSeconds,
    counters,
    ...withoutUnknown({
      ksmdCpuPercent: cpuPercent[0]?.value,
      pagesScannedPerSecond: pagesScannedPerSecond[0]?.value,
    }),
  };
}
