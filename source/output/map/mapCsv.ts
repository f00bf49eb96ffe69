import {type MapReport, type MapRow, mapRows} from '../../model/map/mapReport.js';
import {type CsvColumn, csvHeadings, csvLine, nameText} from '../csvText.js';
import {numberText} from '../numbers.js';
import {mapFigures, sampledFigures} from './mapFigures.js';

/**
 * The containers of a sharing map by RFC 4180, the most merged first.
 * @param ids Of the containers to print; absent: all.
 */
export function mapCsv(report: MapReport, ids?: ReadonlySet<string>): string {
  const isHidden = report.map.hidden !== undefined;
  const columns: ReadonlyArray<CsvColumn<MapRow>> = [
    ['id', ({group}) => nameText(group.id)],
    ['container', ({group}) => nameText(group.name)],
    ['kind', ({group}) => nameText(group.kind)],
    ['tenants', ({tenants}) => nameText(tenants.join(' '))],
    ...mapFigures.map(
      ([name, value]): CsvColumn<MapRow> => [
        name,
        (row) => (isHidden ? undefined : numberText(value(row))),
      ],
    ),
    ...sampledFigures.map(
      ([name, value]): CsvColumn<MapRow> => [name, (row) => numberText(value(row))],
    ),
  ];
  const rows = mapRows(report).filter(({group}) => !ids || ids.has(group.id));
  return csvHeadings(columns) + rows.map((row) => csvLine(columns, row)).join('');
}
