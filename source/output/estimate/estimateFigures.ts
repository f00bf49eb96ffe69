import {knownFigures} from '../../model/estimate/knownFigures.js';
import {memoryNames} from '../../model/estimate/parseEstimate.js';
import type {EstimatedMemory} from '../../model/estimate/savingsEstimate.js';
import type {OutputFigure} from '../hostFigures.js';

const meanings: Readonly<Record<keyof typeof memoryNames, string>> = {
  memory_bytes: 'Anonymous memory that was read; a page that several processes share counts once.',
  zero_bytes: 'Saved pages of zeros.',
  within_bytes: 'Saved duplicates within the container.',
  between_bytes: 'Saved duplicates of other containers, or of what is merged already.',
  volatile_bytes: 'Duplicates that had changed when they were read again; not counted as saved.',
  ineligible_bytes: 'Memory that KSM never merges: shared, of a device, of hugetlbfs.',
  not_looked_at_bytes: 'Memory in swap, or of processes that were left out.',
  would_save_bytes: 'What KSM would save: zero, within and between together.',
  metadata_bytes: 'What ksmd needs to track the memory once it is offered.',
  profit_bytes: 'What would be saved, minus the metadata.',
};

/** Memory of an estimate under its name in JSON, in CSV and among the metrics. */
export const memoryFigures: ReadonlyArray<OutputFigure<EstimatedMemory>> = [
  ...Object.entries(memoryNames).map(([name, key]) => ({
    name,
    meaning: meanings[name as keyof typeof memoryNames],
    value: (memory: EstimatedMemory) => knownFigures(memory)[key],
  })),
  {
    name: 'would_save_low_bytes',
    meaning: 'Lower end of the 95 % interval of what KSM would save.',
    value: (memory) => bound(memory, -1),
  },
  {
    name: 'would_save_high_bytes',
    meaning: 'Upper end of the 95 % interval of what KSM would save.',
    value: (memory) => bound(memory, 1),
  },
];

/** An end of the interval of 95 %; absent where everything was counted, or not read twice. */
function bound({wouldSaveBytes, uncertaintyBytes}: EstimatedMemory, side: 1 | -1) {
  if (!uncertaintyBytes) return undefined;
  return Math.max(0, wouldSaveBytes + side * uncertaintyBytes);
}

/** A share in thousandths, never rounded up: 1 says that it was complete. */
export function roundedDown(share: number): number {
  return Math.floor(share * 1000) / 1000;
}
