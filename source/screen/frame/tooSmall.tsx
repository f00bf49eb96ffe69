import {Line} from '../draw/line.js';

/** The smallest terminal that has room for every figure. */
export const minimumSize = {columns: 80, rows: 24};

export function fitsScreen(columns: number, rows: number): boolean {
  return columns >= minimumSize.columns && rows >= minimumSize.rows;
}

/** Shows the needed size. */
export function TooSmall({columns, rows}: {columns: number; rows: number}) {
  const lines = [
    `ksmtop needs ${minimumSize.columns} columns`,
    `and ${minimumSize.rows} rows, not`,
    `${columns} and ${rows}. q quits.`,
  ];
  return lines
    .slice(0, Math.max(1, rows))
    .map((line) => <Line key={line} text={line.slice(0, columns)} />);
}
