import type {Estimate, EstimatedMemory, EstimateGroup} from '../../model/estimate/estimate.js';

/** An estimate, and the groups that it is of. */
export type EstimateReport = {
  timeMs: number;
  groups: readonly EstimateGroup[];
  estimate: Estimate;
};

/** Memory of an estimate under its name in JSON and CSV. */
export const memoryFigures: ReadonlyArray<
  readonly [name: string, value: (memory: EstimatedMemory) => number | undefined]
> = [
  ['memory_bytes', ({memoryBytes}) => memoryBytes],
  ['zero_bytes', ({zeroBytes}) => zeroBytes],
  ['within_bytes', ({withinBytes}) => withinBytes],
  ['between_bytes', ({betweenBytes}) => betweenBytes],
  ['volatile_bytes', ({volatileBytes}) => volatileBytes],
  ['ineligible_bytes', ({ineligibleBytes}) => ineligibleBytes],
  ['not_looked_at_bytes', ({notLookedAtBytes}) => notLookedAtBytes],
  ['would_save_bytes', ({wouldSaveBytes}) => wouldSaveBytes],
  ['would_save_low_bytes', (memory) => bound(memory, -1)],
  ['would_save_high_bytes', (memory) => bound(memory, 1)],
  ['metadata_bytes', ({metadataBytes}) => metadataBytes],
  ['profit_bytes', ({profitBytes}) => profitBytes],
];

/** An end of the interval of 95 %; absent where everything was counted. */
function bound({wouldSaveBytes, uncertaintyBytes}: EstimatedMemory, side: 1 | -1) {
  if (uncertaintyBytes === 0) return undefined;
  return Math.max(0, wouldSaveBytes + side * uncertaintyBytes);
}

/** Whether memory was left out, so that more could be saved than the figures say. */
export function isLowerBound({leftOut}: Estimate): boolean {
  return leftOut.length > 0;
}
