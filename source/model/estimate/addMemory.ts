import type {EstimatedMemory} from './savingsEstimate.js';

/** The sum of two groups. What is unknown of one of them is unknown of the sum. */
export function addMemory(sum: EstimatedMemory, part: EstimatedMemory): EstimatedMemory {
  const entries = Object.entries(part) as [keyof EstimatedMemory, number][];
  const known = entries.filter(([key]) => sum[key] !== undefined);
  return Object.fromEntries(
    known.map(([key, value]) => [key, (sum[key] ?? 0) + value]),
  ) as EstimatedMemory;
}
