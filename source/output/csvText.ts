import {showUntrusted} from '../text/untrusted.js';

/** A column: the same on every kernel; its cell is empty where the value is not known. */
export type CsvColumn<Source> = readonly [
  name: string,
  cell: (source: Source) => string | undefined,
];

/** The first record: the names of the columns. */
export function csvHeadings(columns: ReadonlyArray<readonly [name: string, ...unknown[]]>): string {
  return `${columns.map(([name]) => name).join(',')}\r\n`;
}

/** A spreadsheet takes a cell that begins like this for a formula, unless it is marked as a text. */
export function nameText(text: string): string {
  return /^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** One record. */
export function csvLine<Source>(columns: ReadonlyArray<CsvColumn<Source>>, source: Source): string {
  return `${columns.map(([, cell]) => quote(cell(source) ?? '')).join(',')}\r\n`;
}

/** CSV has no escapes: what could steer a terminal is shown as `?`, as on the screen. */
function quote(text: string): string {
  const shown = showUntrusted(text);
  return /[",]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
