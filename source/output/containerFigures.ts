import type {ContainerRow} from '../model/derive/containers.js';
import type {OutputFigure} from './hostFigures.js';

/** What a container has, offers and saves, in the order of the JSON object and the CSV columns. */
export const containerFigures: ReadonlyArray<OutputFigure<ContainerRow>> = [
  {
    name: 'memory_bytes',
    meaning: 'Anonymous resident memory of its processes; a shared page counts for each.',
    value: ({memoryBytes}) => memoryBytes,
  },
  {
    name: 'charged_bytes',
    meaning: 'Anonymous memory that its cgroup is charged for; a shared page counts once.',
    value: ({chargedBytes}) => chargedBytes,
  },
  {
    name: 'offered_bytes',
    meaning: 'Its memory that ksmd tracks: rmap items, times the page size.',
    value: ({offeredBytes}) => offeredBytes,
  },
  {
    name: 'merged_bytes',
    meaning: 'Its memory backed by merged pages, including the kept ones.',
    value: ({mergedBytes}) => mergedBytes,
  },
  {
    name: 'saved_bytes',
    meaning: 'Its share of what the host saves; all shares add up to the total.',
    value: ({savedBytes}) => savedBytes,
  },
  {
    name: 'profit_bytes',
    meaning: 'Its saved memory minus the metadata that KSM needs for it; can be negative.',
    value: ({profitBytes}) => profitBytes,
  },
];

/** Number of a container's processes, and of those whose KSM state could be read. */
export const containerCounts = [
  {name: 'processes', meaning: 'Number of its processes.', value: ({processes}) => processes},
  {
    name: 'processes_readable',
    meaning: 'Its processes whose KSM state could be read.',
    value: ({processesReadable}) => processesReadable,
  },
] as const satisfies ReadonlyArray<OutputFigure<ContainerRow>>;
