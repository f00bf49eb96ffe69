import {preloadState} from '../derive/preloadState.js';
import {verdictThresholds} from '../derive/verdictTable.js';
import type {Model} from '../model.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample} from '../sample/sample.js';
import {forecast} from '../tuning/forecast.js';
import {findManagers, type Manager} from '../tuning/managers.js';

/** What rules and verdicts judge by, gathered in one pass over the processes of a model. */
export type Evidence = {
  model: Model;
  running: boolean;
  /** Every listed process was read. */
  complete: boolean;
  /** Processes whose memory is offered, merged or not. */
  offering: number;
  /** Every offer is visible. Before 6.14 the kernel reports one only after ksmd has scanned it. */
  offersKnown: boolean;
  /** Some processes are hidden, or more than 10 % cannot be read (even root is refused a few). */
  partial: boolean;
  /** Processes that ask for the preload library but have not loaded it. */
  requested: readonly ProcessSample[];
  /** Processes that have loaded the preload library but offer nothing. */
  idle: readonly ProcessSample[];
  managers: readonly Manager[];
  /** Observed time of a full scan, else the forecast. */
  fullScanSeconds?: number;
  /**
   * rmap items of processes too young for ksmd to have scanned them often enough: they do not count
   * as unmerged. By ID of the container, and for the whole host.
   */
  youngItems: ReadonlyMap<string, number>;
  allYoungItems: number;
};

const {scansToJudge} = verdictThresholds;

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
  const {requested, idle, offering, unreadable, offersReported} = censusOf(processes);
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
    offersKnown: offersReported || (running && (counters?.full_scans ?? 0) >= 2),
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
  /** The kernel reports offers that ksmd has not scanned yet. */
  offersReported: boolean;
};

/** Counts that do not depend on the time, so that a list of thousands is gone through once. */
const censusOf = oncePerList((processes) => {
  const census: Census = {
    requested: [],
    idle: [],
    offering: [],
    unreadable: 0,
    offersReported: false,
  };
  // By index: an iterator would make an object for each of thousands.
  for (let index = 0; index < processes.length; index++) {
    const process = processes[index] as ProcessSample;
    if (!process.readable) census.unreadable++;
    if (process.ksm?.mergeable !== undefined) census.offersReported = true;
    const state = preloadState(process);
    if (state === 'requested') census.requested.push(process);
    else if (state === 'loaded') census.idle.push(process);
    else if (state === 'mergeable' || state === 'merging') census.offering.push(process);
  }
  return census;
});

/** It was started, or began to offer its memory, too few full scans ago. */
function isYoung(
  {pid, startTicks}: ProcessSample,
  {sample: {host}, recentOffers}: Model,
  fullScanSeconds: number | undefined,
): boolean {
  if (recentOffers.has(pid)) return true;
  if (
    host.uptimeSeconds === undefined ||
    fullScanSeconds === undefined ||
    startTicks === undefined
  ) {
    return false;
  }
  const ageSeconds = host.uptimeSeconds - startTicks / host.ticksPerSecond;
  // Negative in a container whose uptime is its own, but whose start times are those of the host.
  return ageSeconds >= 0 && ageSeconds < scansToJudge * fullScanSeconds;
}
