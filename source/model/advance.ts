import {believe} from './belief/belief.js';
import {attribute} from './derive/attribution.js';
import {deriveContainers} from './derive/containers.js';
import {deriveFigures} from './derive/figures.js';
import {
  effortPercent,
  followEffort,
  followNoticeable,
  percentSinceBoot,
} from './derive/ksmd/ksmdEffort.js';
import {followPaceWindow, paceOf} from './derive/ksmd/paceWindow.js';
import {followScans} from './derive/ksmd/scans.js';
import {followScanWork} from './derive/ksmd/scanWork.js';
import {appendProcessTrends} from './derive/processes.js';
import {deriveRates} from './derive/rates.js';
import {followRecentOffers} from './derive/recentOffers.js';
import type {Thresholds} from './derive/thresholds.js';
import {heldVerdicts} from './derive/verdict.js';
import type {Model} from './model.js';
import {appendHistory} from './sample/history.js';
import type {Sample} from './sample/sample.js';
import {followTrial} from './trial/followTrial.js';
import {followParameterChanges} from './tuning/parameterChanges.js';

/**
 * The model after the next sample of the same host.
 * @param thresholds Set by the site; absent: the usual ones.
 */
export function advance(last: Model | undefined, read: Sample, thresholds?: Thresholds): Model {
  const {sample, doubts} = believe(read);
  const previous = last && isSameBoot(last.sample, sample) ? last : undefined;
  const figures = deriveFigures(sample);
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
  const trial = followTrial(previous, sample);
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
    isEffortNoticeable: previous
      ? followNoticeable(previous.isEffortNoticeable, percent, thresholds)
      : followNoticeable(false, percentSinceBoot(sample), thresholds),
    ...(previous && {heldVerdicts: heldVerdicts(previous)}),
    ...(thresholds && {thresholds}),
    parameterChanges: previous
      ? followParameterChanges(previous, sample)
      : (last?.parameterChanges ?? []),
    ...(containers && {containers}),
    attribution,
    recentOffers: followRecentOffers(previous, sample),
    processTrends: appendProcessTrends(previous?.processTrends, sample, attribution),
    history: appendHistory(last?.history ?? [], sample),
    ...(trial && {trial}),
  };
}

/** After a reboot, counters start at 0 and parameters have their defaults. */
function isSameBoot(before: Sample, after: Sample): boolean {
  const {uptimeSeconds = 0} = before.host;
  return uptimeSeconds <= (after.host.uptimeSeconds ?? Number.POSITIVE_INFINITY);
}
