import {offeredBy, secondsToPeak, type Trial} from '../../model/trial/followTrial.js';
import {peakOf} from '../../model/trial/savingPath.js';
import {
  type ContainerFigures,
  figuresBetween,
  type TrialFigures,
} from '../../model/trial/trialFigures.js';
import {Digits, type JsonValue, jsonText} from '../jsonText.js';
import {numberText} from '../numbers.js';

/** A trial as one JSON object on a line. Figures of savings are rises since before it. */
export function trialJson(trial: Trial): string {
  const {reading, stage, verdict, askReason, first, baseline, newest, path, floor} = trial;
  const {rule} = reading;
  const newestFigures = figuresBetween(path?.scans[0]?.from ?? path?.open.from ?? first, newest);
  const object = {
    time: new Date(reading.startedMs).toISOString(),
    seconds: number((newest.monotonicMs - first.monotonicMs) / 1000, 3),
    stage,
    result: reading.ended,
    decision: verdict?.decision,
    decided_by: verdict?.decidedBy,
    undecided_because: askReason,
    rule: {
      profit_share: number(rule.leastProfitShare, 4),
      cow_ksm_per_second: number(rule.mostCopiesPerSecond),
      minor_faults_per_second: number(rule.mostMinorFaultsPerSecond),
      memory_pressure_percent: number(rule.mostPressurePercent, 3),
      minutes: number(rule.mostMinutes),
    },
    clauses: verdict?.clauses.map(({name, outcome, value, ofHost}) => ({
      clause: name,
      outcome,
      value: number(value, 4),
      ...(ofHost && {of_host: new Digits('true')}),
    })),
    preset: reading.preset,
    expected_bytes: number(reading.expectedBytes),
    peak_saved_bytes: number(path && peakOf(path)),
    floor_saved_bytes: number(floor?.savedBytes),
    floor_profit_bytes: number(floor?.profitBytes),
    offered_bytes: number(floor?.offeredBytes ?? offeredBy(trial)),
    seconds_to_90_percent: number(secondsToPeak(trial), 3),
    before: figuresObject(figuresBetween(first, baseline)),
    after: path && figuresObject(floor?.atFloor ?? newestFigures),
  };
  return `${jsonText(object)}\n`;
}

function figuresObject(figures: TrialFigures): JsonValue {
  return {
    ksmd_cpu_percent: number(figures.ksmdCpuPercent, 3),
    cow_ksm_per_second: number(figures.copiesPerSecond, 3),
    thp_split_page_per_second: number(figures.hugePageSplitsPerSecond, 3),
    host_memory_pressure_percent: number(figures.hostPressurePercent, 3),
    containers: figures.containers.map(containerObject),
  };
}

function containerObject(container: ContainerFigures): JsonValue {
  const {id, name, savedBytes, minorFaultsPerSecond, pressurePercent, hugeBytes} = container;
  return {
    id,
    name,
    saved_bytes: number(savedBytes),
    minor_faults_per_second: number(minorFaultsPerSecond, 3),
    memory_pressure_percent: number(pressurePercent, 3),
    anon_huge_pages_bytes: number(hugeBytes),
  };
}

function number(value: number | undefined, decimals = 0): Digits | undefined {
  const text = numberText(value, decimals);
  return text === undefined ? undefined : new Digits(text);
}
