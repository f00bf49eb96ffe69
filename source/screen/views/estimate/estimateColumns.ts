import type {EstimateBound} from '../../../model/estimate/estimateBound.js';
import type {KnownEstimate} from '../../../model/estimate/knownEstimates.js';
import {isUnread, knownFigures} from '../../../model/estimate/knownFigures.js';
import type {EstimatedMemory, EstimateGroup} from '../../../model/estimate/savingsEstimate.js';
import {formatAge, formatBytes, formatSignedBytes, unknown} from '../../../text/units.js';
import {showUntrusted} from '../../../text/untrusted.js';
import type {Column} from '../../draw/list/columns.js';

/** A row of the panel: a group with its figures so far. */
export type EstimatedRow = {
  group: EstimateGroup;
  memory: EstimatedMemory;
  /** Worth opting in together with the other ones marked so. */
  isBest: boolean;
};

const figure = (
  title: string,
  name: keyof EstimatedMemory,
  priority: number,
  meaning: string,
): Column<EstimatedRow> => ({
  title,
  align: 'right',
  minimumWidth: Math.max(9, title.length + 2),
  priority,
  meaning,
  cell: ({memory}) => formatBytes(knownFigures(memory)[name]),
  style: ({memory}) => (memory[name] ? 'plain' : 'dim'),
  sortValue: ({memory}) => knownFigures(memory)[name],
});

/** The columns of the panel; what decides is on the right. */
export const estimateColumns: ReadonlyArray<Column<EstimatedRow>> = [
  {
    title: 'CONTAINER',
    align: 'left',
    minimumWidth: 13,
    grows: 'content',
    maximumWidth: 40,
    priority: 20,
    meaning: 'Container or process.',
    cell: ({group}) => showUntrusted(group.name),
    sortValue: ({group}) => group.name,
  },
  figure('MEMORY', 'memoryBytes', 10, 'Anonymous memory that was read.'),
  figure('ZERO', 'zeroBytes', 6, 'Saved pages of zeros.'),
  figure('WITHIN', 'withinBytes', 7, 'Saved duplicates within the container.'),
  figure('BETWEEN', 'betweenBytes', 8, 'Saved duplicates of other containers, or of merged pages.'),
  figure('VOLATILE', 'volatileBytes', 5, 'Duplicates that change too fast for ksmd; not counted.'),
  figure('INELIGIBLE', 'ineligibleBytes', 2, 'Memory that KSM never merges: shared, of a device.'),
  figure('NOT READ', 'notLookedAtBytes', 3, 'In swap, or of processes that were left out.'),
  figure('WOULD SAVE', 'wouldSaveBytes', 15, 'Zero, within and between together.'),
  figure('METADATA', 'metadataBytes', 1, 'What ksmd needs to track the memory once it is offered.'),
  {
    title: 'PROFIT',
    align: 'right',
    minimumWidth: 9,
    priority: 16,
    meaning: 'What would be saved, minus the metadata of ksmd.',
    cell: ({memory}) => formatSignedBytes(knownFigures(memory).profitBytes),
    style: ({memory}) => (memory.profitBytes < 0 ? 'bad' : 'plain'),
    sortValue: ({memory}) => knownFigures(memory).profitBytes,
  },
  {
    title: 'OPT IN',
    align: 'left',
    minimumWidth: 7,
    priority: 12,
    meaning: 'Worth opting in together with the others marked so.',
    cell: ({isBest, memory}) => (isBest ? 'yes' : isUnread(memory) ? unknown : 'no'),
    style: ({isBest}) => (isBest ? 'good' : 'dim'),
    sortValue: ({isBest}) => Number(isBest),
  },
];

/** A row of the container list with an estimate of it that still holds. */
export type WithEstimate = {estimate?: KnownEstimate | undefined; estimateAgeSeconds?: number};

const boundSigns: Readonly<Record<EstimateBound, string>> = {lower: '≥', upper: '≤', neither: '~'};

/** In the container list, once there are estimates. */
export const wouldSaveColumn: Column<WithEstimate> = {
  title: 'WOULD SAVE',
  align: 'right',
  minimumWidth: 16,
  priority: 13,
  occasional: true,
  meaning:
    'Estimate (`e`) with its age, until the memory of the container has changed by a tenth; ≥: not all of it was read; ≤: not read twice, so what changes is counted; ~: both.',
  cell({estimate, estimateAgeSeconds}) {
    if (!estimate) return unknown;
    const {wouldSaveBytes, bound} = estimate;
    return `${bound ? boundSigns[bound] : ''}${formatBytes(wouldSaveBytes)} ${formatAge(estimateAgeSeconds)}`;
  },
  style: ({estimate}) => (estimate?.wouldSaveBytes ? 'plain' : 'dim'),
  sortValue: ({estimate}) => estimate?.wouldSaveBytes,
};
