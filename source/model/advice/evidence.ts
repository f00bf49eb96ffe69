import type {ContainerRow} from '../derive/containers.js';
import {preloadState} from '../derive/preloadState.js';
import {verdictThresholds} from '../derive/verdictTable.js';
import type {Model} from '../model.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample} from '../sample/sample.js';
import {forecast} from '../tuning/forecast.js';
import {findManagers, type Manager} from '../tuning/managers.js';

/** What rules and verdicts look at, gathered in one pass over the processes of a model. */
export type Evidence = {
  model: Model;
  running: boolean;
  /** Every listed process was read. */
  complete: boolean;
  /** Processes whose memory is offered, merged or not. */
  offering: number;
  /** Before 6.14 the kernel tells of an offer only when ksmd has passed it. */
  tellsOffers: boolean;
  /** Some are hidden, or more cannot be read than the few that even root may be refused. */
  partial: boolean;
  /** Processes that ask for the preload and do not have it. */
  requested: readonly ProcessSample[];
  /** Processes that have loaded the preload, and offer nothing. */
  idle: readonly ProcessSample[];
  managers: readonly Manager[];
  /** Observed, or else expected, time of a full scan. */
  fullScanSeconds?: number;
  /**
   * Pages of processes that ksmd cannot have passed often since they were started: that they are
   * not merged says nothing. By container that has such processes, and of the host.
   */
  youngItems: ReadonlyMap<string, number>;
  allYoungItems: number;
};

const {scansToJudge, noticeableLossBytes} = verdictThresholds;

const gathered = new WeakMap<Model, Evidence>();

export function gatherEvidence(model: Model): Evidence {
  let evidence = gathered.get(model);
  if (!evidence) {
    evidence = gather(model);
    gathered.set(model, evidence);
  }
  return evidence;
}

function gather(model: Model): Evidence {
  const {sample, scans} = model;
  const {parameters, counters} = sample.ksm ?? {};
  const running = parameters?.run === '1';
  const fullScanSeconds = scans.fullScanSeconds ?? forecast(model, {}).fullScanSeconds?.value;
  const processes = sample.processes ?? [];
  const {requested, idle, offering, unreadable, tellsOffers} = censusOf(processes);
  const youngItems = new Map<string, number>();
  let allYoungItems = 0;
  for (const process of offering) {
    if (!isYoung(process, model, fullScanSeconds)) continue;
    const items = process.ksm?.rmapItems ?? 0;
    allYoungItems += items;
    youngItems.set(process.container.id, (youngItems.get(process.container.id) ?? 0) + items);
  }
  return {
    model,
    running,
    complete: sample.processes !== undefined && !sample.processesPending,
    offering: offering.length,
    tellsOffers: tellsOffers || (running && (counters?.full_scans ?? 0) >= 2),
    partial: sample.host.hidesProcesses === true || unreadable > 0.1 * processes.length,
    requested,
    idle,
    managers: findManagers(processes),
    ...(fullScanSeconds !== undefined && {fullScanSeconds}),
    youngItems,
    allYoungItems,
  };
}

type Census = {
  requested: ProcessSample[];
  idle: ProcessSample[];
  offering: ProcessSample[];
  unreadable: number;
  /** The kernel tells of an offer that ksmd has not passed. */
  tellsOffers: boolean;
};

/** What they say for themselves, whatever the time; thousands need not be asked again. */
const censusOf = oncePerList((processes) => {
  const census: Census = {
    requested: [],
    idle: [],
    offering: [],
    unreadable: 0,
    tellsOffers: false,
  };
  // By index: an iterator would make an object for each of thousands.
  for (let index = 0; index < processes.length; index++) {
    const process = processes[index] as ProcessSample;
    if (!process.readable) census.unreadable++;
    if (process.ksm?.mergeable !== undefined) census.tellsOffers = true;
    const state = preloadState(process);
    if (state === 'requested') census.requested.push(process);
    else if (state === 'loaded') census.idle.push(process);
    else if (state === 'mergeable' || state === 'merging') census.offering.push(process);
  }
  return census;
});

function isYoung(
  {startTicks}: ProcessSample,
  {sample: {host}}: Model,
  fullScanSeconds: number | undefined,
): boolean {
  if (
    host.uptimeSeconds === undefined ||
    fullScanSeconds === undefined ||
    startTicks === undefined
  ) {
    return false;
  }
  const ageSeconds = host.uptimeSeconds - startTicks / host.ticksPerSecond;
  // A container may see its own uptime, but the host's start times: that is no age.
  return ageSeconds >= 0 && ageSeconds < scansToJudge * fullScanSeconds;
}

/** Whether ksmd has passed all memory often enough to judge what it found. */
export function hasPassedOften({model: {sample, scans}}: Evidence): boolean {
  return (sample.ksm?.counters.full_scans ?? 0) >= scansToJudge && !scans.firstPass;
}

/** Whether it has also passed as often nearly all of what was offered later. */
export function hasSettled(evidence: Evidence): boolean {
  const {model, allYoungItems} = evidence;
  return hasPassedOften(evidence) && allYoungItems <= 0.1 * (model.figures.offeredPages ?? 0);
}

/** Whether a container, or the host, would be better off without KSM. */
export function isLosing(profitBytes: number | undefined): boolean {
  return profitBytes !== undefined && profitBytes <= -noticeableLossBytes;
}

/** Whether the host was judged, and would be better off without KSM. */
export function isHostLosing(evidence: Evidence): boolean {
  return hasPassedOften(evidence) && isLosing(judgedProfitBytes(evidence));
}

/** Profit of a container, or of the host, with what is too young to be judged left out. */
export function judgedProfitBytes(
  {model, youngItems, allYoungItems}: Evidence,
  row?: ContainerRow,
): number | undefined {
  const profit = row ? row.profitBytes : model.figures.profitBytes;
  const items = row ? (youngItems.get(row.id) ?? 0) : allYoungItems;
  return profit === undefined ? undefined : profit + items * model.sample.host.rmapItemBytes;
}
