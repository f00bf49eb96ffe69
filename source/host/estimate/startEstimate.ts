import type {
  Estimate,
  EstimateListener,
  EstimateRequest,
} from '../../model/estimate/savingsEstimate.js';
import type {Running} from '../../model/running.js';
import {startPagesTask} from '../pages/startPagesTask.js';
import type {ChildProgress, EstimateTask} from './estimateProtocol.js';

/** ksmd merges a page only if two scans find it unchanged. */
const secondsBetweenReadings = 3;

/** Estimates in a child of its own. */
export function startEstimate(
  procfs: string,
  request: EstimateRequest,
  listener: EstimateListener,
  sample?: EstimateTask['sample'],
): Running<Estimate> {
  return startPagesTask<ChildProgress, Estimate>(
    'estimate',
    taskOf(procfs, request, sample),
    'Cannot estimate',
    listener,
  );
}

function taskOf(
  procfs: string,
  {groups, ...request}: EstimateRequest,
  sample: EstimateTask['sample'],
): EstimateTask {
  return {
    procfs,
    ...request,
    processes: groups.flatMap(({processes}, index) =>
      processes.map((process) => ({...process, group: index + 1})),
    ),
    groupCount: groups.length,
    leftOut: [],
    secondsBetweenReadings,
    ...(sample && {sample}),
  };
}
