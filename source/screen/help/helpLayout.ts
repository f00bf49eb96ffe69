import {widthOf} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';

/** A key or a term with its meaning; without a name: a heading. */
export type HelpEntry = {name: string; meaning: string};

/** A line of the help: a name, what follows it, or both. */
export type HelpLine = {name: string; text: string};

/** A page of the help: its columns from left to right. */
export type HelpPage = ReadonlyArray<readonly HelpLine[]>;

/** The help has two columns, with this gap between them. */
export const columnGap = 2;
const columnsPerPage = 2;

export function columnWidthOf(width: number): number {
  return Math.floor((width - 1 - columnGap) / columnsPerPage);
}

/** Columns of a name, with the gap; undefined: names are too long, and have lines of their own. */
export function nameWidthOf(
  entries: readonly HelpEntry[],
  columnWidth: number,
): number | undefined {
  const width = Math.max(0, ...entries.map(({name}) => widthOf(name))) + 2;
  return width <= columnWidth * 0.4 ? width : undefined;
}

/** Fills columns of at most `height` lines, keeping each entry together, and pages with them. */
export function layOut(
  entries: readonly HelpEntry[],
  columnWidth: number,
  height: number,
): readonly HelpPage[] {
  const nameWidth = nameWidthOf(entries, columnWidth);
  const blocks = entries.map((entry) => blockOf(entry, columnWidth, nameWidth));
  const lineCount = blocks.reduce((sum, {length}) => sum + length, 0);
  // One page has columns of about the same height.
  for (let low = Math.ceil(lineCount / columnsPerPage); low < height; low++) {
    const columns = columnsOf(blocks, low);
    if (columns.length <= columnsPerPage) return [columns];
  }
  const columns = columnsOf(blocks, height);
  return Array.from({length: Math.max(1, Math.ceil(columns.length / columnsPerPage))}, (_, page) =>
    columns.slice(page * columnsPerPage, (page + 1) * columnsPerPage),
  );
}

function blockOf(
  {name, meaning}: HelpEntry,
  columnWidth: number,
  nameWidth: number | undefined,
): HelpLine[] {
  const texts = wrapWords(meaning, columnWidth - (nameWidth ?? indent));
  return nameWidth === undefined
    ? [{name, text: ''}, ...texts.map((text) => ({name: '', text}))]
    : texts.map((text, index) => ({name: index === 0 ? name : '', text}));
}

/** Of a meaning below its name. */
export const indent = 2;

function columnsOf(blocks: ReadonlyArray<readonly HelpLine[]>, height: number): HelpLine[][] {
  const columns: HelpLine[][] = [[]];
  for (const block of blocks) {
    let column = columns.at(-1) ?? [];
    if (column.length > 0 && column.length + block.length > height) {
      column = [];
      columns.push(column);
    }
    column.push(...block);
  }
  return columns;
}
