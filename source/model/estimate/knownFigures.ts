import type {EstimatedMemory} from './savingsEstimate.js';

/** Whether there is memory, but none of it was read: what would be saved of it is unknown, not 0. */
export function isUnread({memoryBytes, notLookedAtBytes}: EstimatedMemory): boolean {
  return memoryBytes === 0 && notLookedAtBytes > 0;
}

/** The figures of a group or of all; absent: unknown. */
export function knownFigures(memory: EstimatedMemory): Partial<EstimatedMemory> {
  if (!isUnread(memory)) return memory;
  const {memoryBytes, ineligibleBytes, notLookedAtBytes} = memory;
  return {memoryBytes, notLookedAtBytes, ...(ineligibleBytes > 0 && {ineligibleBytes})};
}
