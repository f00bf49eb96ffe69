import {believe} from './belief/belief.js';
import type {Doubt} from './belief/doubt.js';
import {type Attribution, attribute} from './derive/attribution.js';
import {type ContainerRow, deriveContainers} from './derive/containers.js';
import {type Effort, effortPercent, followEffort} from './derive/ksmdEffort.js';
import {followPaceWindow, type PaceWindow, paceOf} from './derive/paceWindow.js';
import {appendProcessTrends, type ProcessTrends} from './derive/processes.js';
import {deriveRates, type Rates} from './derive/rates.js';
import {deriveFigures, type Figures} from './derive/savings.js';
import {followScans, type Scans} from './derive/scans.js';
import {followScanWork, type ScanWork} from './derive/scanWork.js';
import {appendHistory, type HistoryPoint} from './sample/history.js';
import type {Sample} from './sample/sample.js';
import {followParameterChanges, type ParameterChange} from './tuning/parameterChanges.js';

/** Everything derived from a host's samples: all that the screen and print show. */
export type Model = {
  /** As read, without impossible figures. */
  sample: Sample;
  /** Impossible figures of the host that were removed; each process has its own. */
  doubts: readonly Doubt[];
  figures: Figures;
  /** Absent in the first sample: a rate needs two. */
  rates?: Rates;
  scans: Scans;
  scanWork: ScanWork;
  paceWindow: PaceWindow;
  effort?: Effort;
  /** ksmd's CPU over the last half minute at these settings, in percent of one core. */
  effortPercent?: number;
  /** Observed changes of parameters, the newest last. */
  parameterChanges: readonly ParameterChange[];
  /** Absent until the processes were read. */
  containers?: readonly ContainerRow[];
  attribution: Attribution;
  processTrends: ProcessTrends;
  history: readonly HistoryPoint[];
};

/** The model after the next sample of the same host. */
export function advance(last: Model | undefined, read: Sample): Model {
  const {sample, doubts} = believe(read);
  const previous = last && isSameBoot(last.sample, sample) ? last : undefined;
  const figures = deriveFigures(sample, doubts);
  const scans = followScans(previous, sample);
  const sameSettings = previous?.scans.settings === scans.settings;
  const paceWindow = followPaceWindow(previous?.paceWindow, sample, sameSettings);
  const pace = paceOf(paceWindow, sample.host.ticksPerSecond);
  const rates = deriveRates(previous?.sample, sample, figures, pace);
  const effort = sameSettings
    ? followEffort(previous?.effort, previous?.sample, sample)
    : undefined;
  const percent = effortPercent(effort);
  const attribution = attribute(sample);
  const containers = deriveContainers(last?.containers, sample, attribution);
  return {
    sample,
    doubts,
    figures,
    ...(rates && {rates}),
    scans,
    scanWork: followScanWork(previous, sample, figures.offeredPages),
    paceWindow,
    ...(effort && {effort}),
    ...(percent !== undefined && {effortPercent: percent}),
    parameterChanges: previous
      ? followParameterChanges(previous, sample)
      : (last?.parameterChanges ?? []),
    ...(containers && {containers}),
    attribution,
    processTrends: appendProcessTrends(previous?.processTrends, sample, attribution),
    history: appendHistory(last?.history ?? [], sample),
  };
}

/** After a reboot, counters start at 0 and parameters have their defaults. */
function isSameBoot(before: Sample, after: Sample): boolean {
  const {uptimeSeconds = 0} = before.host;
  return uptimeSeconds <= (after.host.uptimeSeconds ?? Number.POSITIVE_INFINITY);
}
