import type {
  EstimatedMemory,
  EstimateGroup,
  EstimateReport,
} from '../../model/estimate/savingsEstimate.js';
import {type CsvColumn, csvHeadings, csvLine, nameText} from '../csvText.js';
import {numberText} from '../numbers.js';
import {memoryFigures, roundedDown} from './estimateFigures.js';

type Row = {
  group?: EstimateGroup;
  memory: EstimatedMemory;
  isBest?: boolean;
  secondReadingShare: number;
};

const columns: ReadonlyArray<CsvColumn<Row>> = [
  ['id', ({group}) => nameText(group?.id ?? 'total')],
  ['container', ({group}) => group && nameText(group.name)],
  ['kind', ({group}) => group && nameText(group.kind)],
  ...memoryFigures.map(
    ({name, value}): CsvColumn<Row> => [name, ({memory}) => numberText(value(memory))],
  ),
  ['second_reading_share', (row) => numberText(roundedDown(row.secondReadingShare), 3)],
  ['best', ({isBest}) => (isBest === undefined ? undefined : String(isBest))],
];

/** An estimate by RFC 4180: a record for each group, and the total. */
export function estimateCsv({groups, estimate}: EstimateReport): string {
  const best = new Set(estimate.best);
  const {secondReadingShare} = estimate;
  const rows = estimate.groups.flatMap((memory, index): Row[] => {
    const group = groups[index];
    return group ? [{group, memory, isBest: best.has(index), secondReadingShare}] : [];
  });
  const records = [...rows, {memory: estimate.total, secondReadingShare}].map((row) =>
    csvLine(columns, row),
  );
  return csvHeadings(columns) + records.join('');
}
