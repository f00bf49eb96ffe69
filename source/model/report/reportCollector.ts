import {adviceOf} from '../advice/advice.js';
import {hostVerdict} from '../derive/verdict.js';
import type {Verdict} from '../derive/verdictTable.js';
import type {Model} from '../model.js';
import {type ParameterChange, suspectsOf} from '../tuning/parameterChanges.js';
import {type AdviceSpan, createAdviceFollower} from './adviceSpans.js';
import {createTrendCollector, type TrendStep} from './reportTrends.js';

/** A recording condensed to what one page tells. */
export type Report = {
  /** The first sample, and the last. */
  start: Model;
  end: Model;
  /** Recorded time in milliseconds, also where the clock was set back. */
  durationMs: number;
  /** The first and the last sample in which every process was read; absent: there was none. */
  listed?: {start: Model; end: Model};
  /** Containers that were seen in between, but neither in the first nor in the last of these. */
  passingContainers: number;
  trends: readonly TrendStep[];
  /** In order of time. */
  events: readonly ReportEvent[];
  advice: readonly AdviceSpan[];
  /** Advice that returned within this time counts as given all along. */
  adviceHoldMs: number;
};

/** Something that happened, `timeMs` after 1970 by the wall clock. */
export type ReportEvent = {timeMs: number} & (
  | {kind: 'parameter'; change: ParameterChange}
  | {kind: 'verdict'; from: Verdict | undefined; to: Verdict | undefined}
  | {kind: 'restart'}
  /** The file holds several recordings. */
  | {kind: 'recording'; hostName: string}
);

/** Collects a report from the models of a recording. */
export type ReportCollector = {
  /** Takes the next model; `begins`: it is not derived from the one before. */
  add(model: Model, begins: boolean): void;
  /** The report on all models; absent: there was none. */
  finish(): Report | undefined;
};

/** As many as a chart shows. */
const mostSteps = 480;

/** Advice about figures near a threshold comes and goes: its pauses would hide what else happened. */
const shortestHoldMs = 60_000;
const mostPauses = 24;

export function createReportCollector(): ReportCollector {
  const trends = createTrendCollector();
  const advice = createAdviceFollower();
  const events: ReportEvent[] = [];
  const containersSeen = new Set<string>();
  let start: Model | undefined;
  let end: Model | undefined;
  let durationMs = 0;
  let listed: Report['listed'];

  function addChanges(model: Model, before: Model | undefined): void {
    const known = new Set(before?.parameterChanges);
    for (const change of model.parameterChanges) {
      if (known.has(change)) continue;
      const last = events.at(-1);
      // The model combines successive changes by the advisor, so this one replaces the last.
      const isCombined =
        change.by === 'kernel' && last?.kind === 'parameter' && last.change.from === change.from;
      if (isCombined && last.change.by === 'kernel') events.pop();
      events.push({kind: 'parameter', timeMs: change.timeMs, change: withSuspects(change, model)});
    }
  }

  /** Where the processes of this sample were not read, those that were last read tell. */
  function withSuspects(change: ParameterChange, {sample}: Model): ParameterChange {
    if (change.by !== 'other' || sample.processes || !listed) return change;
    return {...change, ...suspectsOf(listed.end.sample)};
  }

  function judge(model: Model): void {
    const {timeMs} = model.sample;
    advice.add(timeMs, adviceOf(model));
    const from = listed && hostVerdict(listed.end);
    const to = hostVerdict(model);
    // The verdict on a first sample, which has no rates, is provisional.
    if (listed?.end.rates && from !== to) events.push({kind: 'verdict', timeMs, from, to});
    for (const {id} of model.containers ?? []) containersSeen.add(id);
    listed = {start: listed?.start ?? model, end: model};
  }

  return {
    add(model, begins) {
      const {timeMs, host} = model.sample;
      if (end && begins) events.push({kind: 'recording', timeMs, hostName: host.name});
      else if (end && hasRestarted(end, model)) events.push({kind: 'restart', timeMs});
      if (end) durationMs += elapsedMs(end, model, begins);
      addChanges(model, begins ? undefined : end);
      trends.add(model);
      if (isComplete(model.sample)) judge(model);
      start ??= model;
      end = model;
    },
    finish() {
      if (!start || !end) return undefined;
      const adviceHoldMs = Math.max(shortestHoldMs, durationMs / mostPauses);
      for (const model of listed ? [listed.start, listed.end] : []) {
        for (const {id} of model.containers ?? []) containersSeen.delete(id);
      }
      return {
        start,
        end,
        durationMs,
        ...(listed && {listed}),
        passingContainers: containersSeen.size,
        trends: trends.condense(mostSteps),
        events,
        advice: advice.spans(adviceHoldMs),
        adviceHoldMs,
      };
    },
  };
}

/** By the wall clock, which includes the time of a suspend, unless it was set back. */
function elapsedMs({sample: before}: Model, {sample: after}: Model, begins: boolean): number {
  const monotonicMs = begins ? 0 : after.monotonicMs - before.monotonicMs;
  return Math.max(monotonicMs, after.timeMs - before.timeMs);
}

/** Whether every process of a sample was read. */
export function isComplete({processes, processesPending}: Model['sample']): boolean {
  return processes !== undefined && !processesPending;
}

function hasRestarted({sample: before}: Model, {sample: after}: Model): boolean {
  return (before.host.uptimeSeconds ?? 0) > (after.host.uptimeSeconds ?? Number.POSITIVE_INFINITY);
}
