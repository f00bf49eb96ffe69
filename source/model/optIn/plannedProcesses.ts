import {containerName} from '../derive/containers.js';
import type {Model} from '../model.js';
import type {ProcessSample} from '../sample/sample.js';
import type {OptInAction, OptInTarget} from './optInTarget.js';
import {ownFamily, withDescendants} from './ownFamily.js';
import {type Refusal, refusal} from './refusals.js';
import {runningOptIns} from './registeredCounts.js';

/** What is chosen: container ids and pids. */
export type OptInChoice = {containerIds: readonly string[]; pids: readonly number[]};

/** A process to opt in or out. */
export type PlannedProcess = {
  target: OptInTarget;
  /** As untrusted as in a sample. */
  command: string;
  container: {id: string; name: string};
  /** Known without a look: it belongs to ksmtop. */
  refusal?: Refusal;
  /** It belongs to the choice only if it inherited what ksmtop had its parent offer by madvise. */
  mayInherit?: true;
};

/**
 * The processes of a choice. To opt out, the opted-in descendants of a chosen process belong to it.
 * @param ownPids As for `ownFamily`.
 */
export function plannedProcesses(
  {sample}: Model,
  {containerIds, pids}: OptInChoice,
  action: OptInAction,
  ownPids: readonly number[],
): PlannedProcess[] {
  const {processes = []} = sample;
  const own = ownFamily(processes, ownPids);
  const descendantsOf = (chosen: readonly number[]) =>
    action === 'out' ? withDescendants(processes, chosen) : new Set<number>();
  const descendants = descendantsOf(pids);
  const byRegion = runningOptIns(sample).filter(({way}) => way !== undefined);
  const forks = descendantsOf(byRegion.map(({pid}) => pid).filter((pid) => pids.includes(pid)));
  const isChosen = ({pid, container, ksm}: ProcessSample) =>
    pids.includes(pid) ||
    containerIds.includes(container.id) ||
    (descendants.has(pid) && ksm?.mergeAny === true);
  const planOf = (process: ProcessSample): PlannedProcess => {
    const {pid, startTicks, command, container} = process;
    return {
      target: {
        pid,
        startTicks,
        action,
        containerId: container.id,
        ...(pids.includes(pid) && {allowsLong: true as const}),
      },
      command,
      container: {id: container.id, name: containerName(sample, container)},
      ...(own.has(pid) && {refusal: refusal('own')}),
      ...(!isChosen(process) && {mayInherit: true}),
    };
  };
  return processes.filter((process) => isChosen(process) || forks.has(process.pid)).map(planOf);
}
