import type {Model} from '../model/model.js';
import {alignRight, fitWidth} from '../text/width.js';
import {containerTextColumns, hostTextColumns, type TextColumn} from './textColumns.js';
import type {ContainerFilter, Writer} from './writer.js';

/** The size of the terminal; absent: the output is not a terminal. */
export type Page = {readonly columns?: number; readonly rows?: number};

/**
 * Writes text for people, like vmstat: a line per sample, or per selected container. Headings are
 * repeated with every screenful, and columns that do not fit are left out.
 * `spell` rewrites a line for the terminal's character set.
 */
export function createTextWriter(
  filter: ContainerFilter | undefined,
  page: Page,
  spell: (line: string) => string,
): Writer {
  if (!filter) return createLines(hostTextColumns, page, spell, (model) => [model]);
  return createLines(containerTextColumns, page, spell, (model) =>
    (model.containers ?? []).filter(filter).map((row) => ({model, row})),
  );
}

type Columns<Source> = ReadonlyArray<TextColumn<Source>>;

function createLines<Source>(
  columns: Columns<Source>,
  page: Page,
  spell: (line: string) => string,
  sourcesOf: (model: Model) => readonly Source[],
): Writer {
  let lastHeadings = '';
  let linesLeft = 0;
  return (model) => {
    const chosen = columnsThatFit(columns, page.columns || Number.POSITIVE_INFINITY);
    const headings = joinCells(chosen, ({title}) => title);
    const lines: string[] = [];
    for (const source of sourcesOf(model)) {
      if (linesLeft === 0 || headings !== lastHeadings) {
        lines.push(headings);
        lastHeadings = headings;
        // One line is for the headings, and one for the prompt or the cursor.
        linesLeft = Math.max(1, (page.rows || Number.POSITIVE_INFINITY) - 2);
      }
      lines.push(joinCells(chosen, ({cell}) => cell(source)));
      linesLeft--;
    }
    return lines.map((line) => `${spell(line)}\n`).join('');
  };
}

const gap = '  ';

function columnsThatFit<Source>(columns: Columns<Source>, width: number): Columns<Source> {
  let chosen = columns;
  while (chosen.length > 1 && lineWidth(chosen) > width) {
    const lowest = Math.min(...chosen.map(({keep}) => keep));
    chosen = chosen.filter(({keep}) => keep !== lowest);
  }
  return chosen;
}

function lineWidth<Source>(columns: Columns<Source>): number {
  return columns.reduce((sum, {width}) => sum + width, gap.length * (columns.length - 1));
}

/** A name is cut to its column; a figure never. */
function joinCells<Source>(
  columns: Columns<Source>,
  textOf: (column: TextColumn<Source>) => string,
): string {
  const cells = columns.map((column) =>
    column.align === 'right'
      ? alignRight(textOf(column), column.width)
      : fitWidth(textOf(column), column.width),
  );
  return cells.join(gap).trimEnd();
}
