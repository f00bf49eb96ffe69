import type {EstimatedMemory, EstimateReport} from '../../model/estimate/savingsEstimate.js';
import {formatBytes, formatSignedBytes} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';

export type EstimateColumn = readonly [
  title: string,
  cell: (memory: Partial<EstimatedMemory>) => string,
];

/** The figures of an estimate for people; what decides is on the right. */
export const tableColumns: readonly EstimateColumn[] = [
  ['MEMORY', ({memoryBytes}) => formatBytes(memoryBytes)],
  ['ZERO', ({zeroBytes}) => formatBytes(zeroBytes)],
  ['WITHIN', ({withinBytes}) => formatBytes(withinBytes)],
  ['BETWEEN', ({betweenBytes}) => formatBytes(betweenBytes)],
  ['VOLATILE', ({volatileBytes}) => formatBytes(volatileBytes)],
  ['INELIGIBLE', ({ineligibleBytes}) => formatBytes(ineligibleBytes)],
  ['NOT READ', ({notLookedAtBytes}) => formatBytes(notLookedAtBytes)],
  ['WOULD SAVE', ({wouldSaveBytes}) => formatBytes(wouldSaveBytes)],
  ['METADATA', ({metadataBytes}) => formatBytes(metadataBytes)],
  ['PROFIT', ({profitBytes}) => formatSignedBytes(profitBytes)],
];

/** A group of an estimate; its name is safe to show. */
export type EstimateRow = {name: string; memory: EstimatedMemory; isBest: boolean};

/** The groups of an estimate, the most profitable first. */
export function estimateRows({groups, estimate}: EstimateReport): readonly EstimateRow[] {
  const best = new Set(estimate.best);
  return estimate.groups
    .flatMap((memory, index) => {
      const group = groups[index];
      return group ? [{name: showUntrusted(group.name), memory, isBest: best.has(index)}] : [];
    })
    .sort((a, b) => b.memory.profitBytes - a.memory.profitBytes);
}
