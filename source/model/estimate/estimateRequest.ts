import {containerName, unattributedId} from '../derive/containers.js';
import {isMerging} from '../derive/preloadState.js';
import {groupBy} from '../groupBy.js';
import type {Model} from '../model.js';
import type {ProcessSample, Sample} from '../sample/sample.js';
import type {EstimateGroup, EstimateRequest} from './savingsEstimate.js';

/** What is chosen: container ids and pids; nothing at all means every container. */
export type EstimateChoice = {containerIds: readonly string[]; pids: readonly number[]};

/** How much of the machine an estimate may take. */
export type EstimateLimits = Pick<EstimateRequest, 'cpuPercent' | 'timeLimitSeconds'>;

export const usualLimits: EstimateLimits = {cpuPercent: 25, timeLimitSeconds: 600};

/**
 * What an estimate looks at. This program is left out, with its children: they end with it.
 * @param ownPid Of this program, where it runs on that host.
 */
export function estimateRequest(
  model: Model,
  choice: EstimateChoice,
  limits: EstimateLimits,
  ownPid?: number,
): EstimateRequest {
  const {sample} = model;
  const isOwn = ({pid, parentPid}: ProcessSample) => pid === ownPid || parentPid === ownPid;
  const processes = (sample.processes ?? []).filter((process) => !isOwn(process));
  const groups = groupsOf(model, processes, choice);
  const chosen = new Set(groups.flatMap((group) => group.processes.map(({pid}) => pid)));
  const {max_page_sharing, use_zero_pages} = sample.ksm?.parameters ?? {};
  return {
    groups,
    mergedElsewhere: processes
      .filter(({pid, ksm}) => !chosen.has(pid) && isMerging(ksm))
      .map(({pid}) => pid),
    settings: {
      maxPageSharing: Number(max_page_sharing ?? kernelMaxPageSharing),
      useZeroPages: use_zero_pages === '1',
    },
    pageBytes: sample.host.pageSizeBytes,
    rmapItemBytes: sample.host.rmapItemBytes,
    ...limits,
  };
}

/** Before 4.13 a kept page has any number of users. */
const kernelMaxPageSharing = Number.MAX_SAFE_INTEGER;

function groupsOf(
  {sample, containers = []}: Model,
  processes: readonly ProcessSample[],
  {containerIds, pids}: EstimateChoice,
): EstimateGroup[] {
  const wanted =
    containerIds.length + pids.length === 0
      ? containers.map(({id}) => id).filter((id) => id !== unattributedId)
      : containerIds;
  const byContainer = groupBy(processes.map((process) => [process.container.id, process]));
  const ofContainers = wanted.flatMap((id) => groupOf(sample, byContainer.get(id) ?? []));
  const ofPids = processes.filter(({pid}) => pids.includes(pid));
  return [...ofContainers, ...ofPids.map(groupOfOne)];
}

function groupOf(sample: Sample, processes: readonly ProcessSample[]): EstimateGroup[] {
  const [first] = processes;
  if (!first) return [];
  const {id, kind} = first.container;
  return [
    {id, kind, name: containerName(sample, first.container), processes: processes.map(named)},
  ];
}

function groupOfOne(process: ProcessSample): EstimateGroup {
  const {pid, command} = process;
  return {
    id: `process:${pid}`,
    kind: 'process',
    name: `${command} ${pid}`,
    processes: [named(process)],
  };
}

function named({pid, startTicks}: ProcessSample) {
  return {pid, ...(startTicks !== undefined && {startTicks})};
}
