import type {Model} from '../model.js';
import {boundOf, type EstimateBound, isReadTwice} from './estimateBound.js';
import {isUnread} from './knownFigures.js';
import type {Estimate, EstimateGroup} from './savingsEstimate.js';

/** What a container would save, as estimated at some time. */
export type KnownEstimate = {
  wouldSaveBytes: number;
  /** Where it is no more than a bound of what would be saved. */
  bound?: EstimateBound;
  timeMs: number;
  /** Of the container at that time. */
  memoryBytes: number;
};

/** By id of the container. */
export type KnownEstimates = ReadonlyMap<string, KnownEstimate>;

/** When its memory has changed by this share, an estimate says nothing any more. */
const outdatedShare = 0.1;

/** Adds the containers of a finished estimate; newer figures replace older ones. */
export function rememberEstimate(
  known: KnownEstimates,
  model: Model | undefined,
  {
    groups,
    estimate,
    timeMs,
  }: {groups: readonly EstimateGroup[]; estimate: Estimate; timeMs: number},
): KnownEstimates {
  const incomplete = new Set(estimate.leftOut.map(({group}) => group));
  const next = new Map(known);
  for (const [index, {id}] of groups.entries()) {
    const memory = estimate.groups[index];
    const memoryBytes = memoryOf(model, id);
    if (!memory || isUnread(memory) || memoryBytes === undefined) continue;
    const {wouldSaveBytes} = memory;
    const bound = boundOf(incomplete.has(index), isReadTwice(estimate));
    next.set(id, {wouldSaveBytes, timeMs, memoryBytes, ...(bound && {bound})});
  }
  return next;
}

/** The estimate of a container that still holds; absent: there is none. */
export function validEstimate(
  known: KnownEstimates,
  {id, memoryBytes}: {id: string; memoryBytes?: number},
): KnownEstimate | undefined {
  const estimate = known.get(id);
  if (!estimate || memoryBytes === undefined) return undefined;
  const change = Math.abs(memoryBytes - estimate.memoryBytes);
  return change <= outdatedShare * estimate.memoryBytes ? estimate : undefined;
}

function memoryOf({containers = []}: Partial<Model> = {}, id: string): number | undefined {
  return containers.find((container) => container.id === id)?.memoryBytes;
}
