import {attribute} from '../derive/attribution.js';
import {type ContainerRow, containerName, unattributedId} from '../derive/containers.js';
import {groupBy} from '../groupBy.js';
import type {Model} from '../model.js';
import type {ProcessSample} from '../sample/sample.js';
import type {MapGroup, MapRequest} from './sharingMap.js';
import {type TenantRules, tenantOf} from './tenants.js';

/** How much of the machine a map may take. */
export type MapLimits = Pick<MapRequest, 'cpuPercent' | 'timeLimitSeconds'>;

export const usualMapLimits: MapLimits = {cpuPercent: 25, timeLimitSeconds: 600};

/**
 * What a sharing map reads: all processes that may have merged pages, as each may share with any
 * other.
 * @param pattern Names tenants, as in `TenantRules`.
 */
export function mapRequest(model: Model, limits: MapLimits, pattern?: RegExp): MapRequest {
  const {sample, containers = []} = model;
  const {host, ksm} = sample;
  // They share all memory of another process, where it is read already.
  const {borrowers} = attribute(sample);
  const owners = (sample.processes ?? []).filter((process) => !borrowers.has(process));
  const byContainer = groupBy(owners.map((process) => [process.container.id, process]));
  const rules = {pattern, userNames: host.userNames};
  return {
    groups: containers.flatMap((row) => groupOf(model, row, byContainer.get(row.id) ?? [], rules)),
    ...(pattern && {tenantPattern: pattern.source}),
    joinCopies: (ksm?.counters.stable_node_chains ?? 0) > 0,
    severalNodes: (host.nodeCount ?? 1) > 1,
    pageBytes: host.pageSizeBytes,
    ...limits,
  };
}

/** None: nothing of it can be merged. */
function groupOf(
  {sample}: Model,
  {id, kind, savedBytes}: ContainerRow,
  processes: readonly ProcessSample[],
  rules: TenantRules,
): MapGroup[] {
  const [first] = processes;
  const merging = processes.filter(({ksm}) => ksm?.mergingPages !== 0);
  const zeroCounts = processes.flatMap(({ksm}) => ksm?.zeroPages ?? []);
  const zeroPages = zeroCounts.reduce((sum, pages) => sum + pages, 0);
  if (!first || id === unattributedId || merging.length + zeroPages === 0) return [];
  const name = containerName(sample, first.container);
  return [
    {
      id,
      kind,
      name,
      processes: merging.map((process) => ({
        pid: process.pid,
        startTicks: process.startTicks,
        tenant: tenantOf(process, name, rules),
      })),
      zeroBytes: zeroCounts.length > 0 ? zeroPages * sample.host.pageSizeBytes : undefined,
      proRataBytes: savedBytes,
    },
  ];
}
