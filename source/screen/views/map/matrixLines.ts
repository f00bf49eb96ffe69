import type {MapRow} from '../../../model/map/mapReport.js';
import {crossesTenants, sharedBytes} from '../../../model/map/matrix.js';
import {formatBytes} from '../../../text/units.js';
import {showUntrusted} from '../../../text/untrusted.js';
import {alignRight, fitWidth} from '../../../text/width.js';
import {paintLine, type Span} from '../../draw/line.js';
import type {Theme} from '../../draw/theme.js';
import {type Cursor, cellWidth, type MatrixLayout, numberWidth} from './matrixLayout.js';

/** The heading, and the rows of the matrix that fit, around the cursor; columns have numbers. */
export function matrixLines(
  theme: Theme,
  rows: readonly MapRow[],
  cursor: Cursor,
  {layout, width}: {layout: MatrixLayout; width: number},
): string[] {
  const {nameWidth, lines, columns} = layout;
  const shownColumns = rows.slice(columns.start, columns.end);
  const heading: Span[] = [
    ['dim', `${alignRight('', numberWidth)}${fitWidth(' CONTAINER', nameWidth + 1)}`],
    ['dim', alignRight('MERGED', cellWidth) + alignRight('TENANTS', cellWidth)],
    ['dim', '  '],
    ...shownColumns.map((_, index): Span => {
      const column = columns.start + index;
      return [column === cursor.column ? 'bold' : 'dim', alignRight(String(column + 1), cellWidth)];
    }),
  ];
  const bodies = rows.slice(lines.start, lines.end).map((row, index): Span[] => {
    const at = lines.start + index;
    const isChosen = at === cursor.row;
    return [
      ['dim', alignRight(String(at + 1), numberWidth)],
      [isChosen ? 'bold' : 'plain', ` ${fitWidth(showUntrusted(row.group.name), nameWidth)}`],
      alignRight(formatBytes(row.mergedBytes), cellWidth),
      [
        row.tenantsCrossedBytes > 0 ? 'warning' : 'dim',
        alignRight(bytesOrDot(theme, row.tenantsCrossedBytes), cellWidth),
      ],
      '  ',
      ...shownColumns.map((column, place) =>
        cellOf(theme, row, column, isChosen && columns.start + place === cursor.column),
      ),
    ];
  });
  return [heading, ...bodies].map((spans) => paintLine(theme, spans, width));
}

function cellOf(theme: Theme, row: MapRow, column: MapRow, isChosen: boolean): Span {
  const text = alignRight(bytesOrDot(theme, sharedBytes(row, column)), cellWidth);
  if (isChosen) return ['selected', text];
  return [crossesTenants(row, column) ? 'warning' : 'plain', text];
}

function bytesOrDot({glyphs}: Theme, bytes: number): string {
  return bytes > 0 ? formatBytes(bytes) : glyphs.dot;
}
