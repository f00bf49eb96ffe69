import {memoryNames} from '../../model/estimate/parseEstimate.js';
import type {
  Estimate,
  EstimatedMemory,
  EstimateGroup,
} from '../../model/estimate/savingsEstimate.js';

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
  ...Object.entries(memoryNames).map(
    ([name, key]) => [name, (memory: EstimatedMemory) => memory[key]] as const,
  ),
  ['would_save_low_bytes', (memory) => bound(memory, -1)],
  ['would_save_high_bytes', (memory) => bound(memory, 1)],
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
