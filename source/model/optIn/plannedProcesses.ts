import {containerName} from '../derive/containers.js';
import type {Model} from '../model.js';
import type {ProcessSample} from '../sample/sample.js';
import type {OptInAction, OptInTarget} from './optInTarget.js';
import {ownFamily, withDescendants} from './ownFamily.js';
import {type Refusal, refusal} from './refusals.js';

/** What is chosen: container ids and pids. */
export type OptInChoice = {containerIds: readonly string[]; pids: readonly number[]};

/** A process that is to be opted in or out. */
export type PlannedProcess = {
  target: OptInTarget;
  /** As untrusted as in a sample. */
  command: string;
  container: {id: string; name: string};
  /** Known without a look: it belongs to ksmtop. */
  refusal?: Refusal;
};

/**
 * The processes of a choice. To opt out, the opted-in descendants of a chosen process belong to it.
 * @param ownPid Of this program, where it runs on that host.
 */
export function plannedProcesses(
  {sample}: Model,
  {containerIds, pids}: OptInChoice,
  action: OptInAction,
  ownPid: number,
): PlannedProcess[] {
  const {processes = []} = sample;
  const own = ownFamily(processes, ownPid);
  const descendants = action === 'out' ? withDescendants(processes, pids) : new Set<number>();
  const isChosen = ({pid, container, ksm}: ProcessSample) =>
    pids.includes(pid) ||
    containerIds.includes(container.id) ||
    (descendants.has(pid) && ksm?.mergeAny === true);
  return processes.filter(isChosen).map(({pid, startTicks, command, container}) => ({
    target: {
      pid,
      startTicks,
      action,
      containerId: container.id,
      ...(pids.includes(pid) && {allowsMany: true as const}),
    },
    command,
    container: {id: container.id, name: containerName(sample, container)},
    ...(own.has(pid) && {refusal: refusal('own')}),
  }));
}
