import {Line} from '../draw/line.js';

/** Smallest terminal on which every figure has its place. */
export const minimumSize = {columns: 80, rows: 24};

export function fitsScreen(columns: number, rows: number): boolean {
  return columns >= minimumSize.columns && rows >= minimumSize.rows;
}

/** Says which size is needed, in as little room as there is. */
export function TooSmall({columns, rows}: {columns: number; rows: number}) {
  const lines = [
    `ksmtop needs ${minimumSize.columns} columns`,
    `and ${minimumSize.rows} rows; here are`,
    `${columns} and ${rows}. q quits.`,
  ];
  return lines
    .slice(0, Math.max(1, rows))
    .map((line) => <Line key={line} text={line.slice(0, columns)} />);
}
