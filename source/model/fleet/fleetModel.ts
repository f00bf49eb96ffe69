import {type Advice, adviceOf} from '../advice/advice.js';
import {withoutUnknown} from '../derive/unknown.js';
import {hostVerdict} from '../derive/verdict.js';
import type {Verdict} from '../derive/verdictTable.js';
import type {Model} from '../model.js';
import {appendBounded} from '../sample/history.js';

/** Whether a host of a fleet answers. */
export type HostState = 'connecting' | 'up' | 'lost';

/** What ksmd does; `no KSM`: the kernel was built without it. */
export type KsmdState = 'running' | 'stopped' | 'unmerged' | 'no KSM';

/** The row of one host in a fleet. Absent: unknown; a lost host keeps its last figures. */
export type FleetRow = {
  /** Unique within the fleet. */
  id: string;
  /** Untrusted. */
  name: string;
  state: HostState;
  /** Why it is lost, as a sentence. */
  reason?: string;
  /** The same in a word or two, such as `refused`; absent: it has none. */
  cause?: string;
  /** When it last answered, by the local clock: milliseconds since 1970. */
  seenMs?: number;
  ksmd?: KsmdState;
  verdict?: Verdict;
  savedBytes?: number;
  profitBytes?: number;
  memoryBytes?: number;
  /** Saved memory as a fraction of MemTotal, 0 to 1. */
  savedShareOfMemory?: number;
  /** ksmd's CPU in percent of one core. */
  cpuPercent?: number;
  /** Its cure is absent where only Prometheus knows it. */
  advice?: Pick<Advice, 'severity' | 'text'> & {cure?: string};
  /** Saved bytes over time, the newest last; undefined: a gap. */
  trend: ReadonlyArray<number | undefined>;
  /** When each of them was read: milliseconds since 1970. */
  times: readonly number[];
};

/** What is known about a host: its newest model, and why there is no newer one. */
export type Sighting = {
  model?: Model;
  error?: string;
  /** Why there is no connection. */
  cause?: string | undefined;
  seenMs?: number;
};

const trendPointsKept = 60;

/** The row of a host after a sighting. */
export function followHost(previous: FleetRow, {model, error, cause, seenMs}: Sighting): FleetRow {
  const {id, name, trend, times} = previous;
  const state = error !== undefined ? 'lost' : model ? 'up' : 'connecting';
  const reason = error === undefined ? {} : {reason: error, ...(cause && {cause})};
  if (!model) return {id, name, state, ...reason, trend, times};
  const isNew = seenMs !== undefined && seenMs !== previous.seenMs;
  const {sample, figures, rates} = model;
  const [advice] = adviceOf(model);
  return {
    id,
    name,
    state,
    ...reason,
    ...withoutUnknown({
      seenMs,
      ksmd: ksmdState(model),
      verdict: hostVerdict(model),
      savedBytes: figures.savedBytes,
      profitBytes: figures.profitBytes,
      memoryBytes: sample.memory.totalBytes,
      savedShareOfMemory: figures.savedShareOfMemory,
      cpuPercent: rates?.ksmdCpuPercent,
      advice: advice && {severity: advice.severity, text: advice.text, cure: advice.cure},
    }),
    trend: isNew ? appendBounded(trend, figures.savedBytes, trendPointsKept) : trend,
    times: isNew ? appendBounded(times, seenMs, trendPointsKept) : times,
  };
}

function ksmdState({sample}: Model): KsmdState | undefined {
  return sample.ksm ? ksmdStates[sample.ksm.parameters.run ?? ''] : 'no KSM';
}

/** By the value of `run`. */
export const ksmdStates: Readonly<Record<string, KsmdState>> = {
  '0': 'stopped',
  '1': 'running',
  '2': 'unmerged',
};

/** Totals over the hosts that answer. */
export type FleetTotals = {
  hosts: number;
  answering: number;
  running: number;
  savedBytes?: number;
  /** Of the hosts whose memory and savings are both known. */
  savedShareOfMemory?: number;
  profitBytes?: number;
  cpuPercent?: number;
  /** How many hosts have each verdict. */
  verdicts: Readonly<Partial<Record<Verdict, number>>>;
};

/** The totals of these rows. */
export function fleetTotals(rows: readonly FleetRow[]): FleetTotals {
  const answering = rows.filter(({state}) => state === 'up');
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const {verdict} of answering) if (verdict) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const sized = answering.filter(
    ({memoryBytes, savedBytes}) => memoryBytes !== undefined && savedBytes !== undefined,
  );
  const memoryBytes = sum(sized, (row) => row.memoryBytes);
  const sizedBytes = sum(sized, (row) => row.savedBytes);
  return {
    hosts: rows.length,
    answering: answering.length,
    running: answering.filter(({ksmd}) => ksmd === 'running').length,
    verdicts,
    ...withoutUnknown({
      savedBytes: sum(answering, (row) => row.savedBytes),
      savedShareOfMemory: memoryBytes ? (sizedBytes ?? 0) / memoryBytes : undefined,
      profitBytes: sum(answering, (row) => row.profitBytes),
      cpuPercent: sum(answering, (row) => row.cpuPercent),
    }),
  };
}

/** Sum of the known values; absent: none is known. */
function sum(
  rows: readonly FleetRow[],
  value: (row: FleetRow) => number | undefined,
): number | undefined {
  let total: number | undefined;
  for (const row of rows) {
    const part = value(row);
    if (part !== undefined) total = (total ?? 0) + part;
  }
  return total;
}
