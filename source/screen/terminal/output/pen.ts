import {keepColumns} from './keepColumns.js';
import {plain, type StyleNumber, type Styles} from './styles.js';

/** Writes at positions of the screen with few bytes. It starts and ends in the plain style. */
export type Pen = {
  /** Writes a text in one style; it must end within its line. */
  write: (row: number, column: number, style: StyleNumber, text: string) => void;
  /** Erases the line from this column to its end. */
  eraseFrom: (row: number, column: number) => void;
  /** Deletes the column `from` and inserts a plain blank after the column `to`. */
  shift: (row: number, from: number, to: number) => void;
  /** Replaces a line by this one, including its styles. */
  writeLine: (row: number, line: string) => void;
  /** The bytes for the terminal. */
  finish: () => string;
};

/** A few backspaces are shorter than a move. */
const isJustBefore = (column: number, cursor: number) => column <= cursor && cursor - column < 5;

const eraseToEnd = '\u001b[K';
const deleteCharacter = '\u001b[P';
const insertCharacter = '\u001b[@';

/** @param columns The width of the terminal. */
export function createPen({between}: Styles, columns: number): Pen {
  let bytes = '';
  let style = plain;
  /** The cursor position, if it is certain. */
  let cursor: {row: number; column: number} | undefined;

  function restyle(next: StyleNumber): void {
    bytes += between(style, next);
    style = next;
  }

  function moveTo(row: number, column: number): void {
    if (cursor?.row === row && cursor.column === column) return;
    if (cursor?.row === row && cursor.column < column) {
      const steps = column - cursor.column;
      bytes += `\u001b[${steps > 1 ? steps : ''}C`;
    } else if (cursor?.row === row - 1 && column === 0) {
      bytes += '\r\n';
    } else if (cursor?.row === row - 1 && isJustBefore(column, cursor.column)) {
      // For columns of sparklines, whose last cell changes in each row.
      bytes += `\u001b[B${'\b'.repeat(cursor.column - column)}`;
    } else {
      bytes += `\u001b[${row + 1}${column > 0 ? `;${column + 1}` : ''}H`;
    }
    cursor = {row, column};
  }

  return {
    write(row, column, textStyle, text) {
      moveTo(row, column);
      restyle(textStyle);
      bytes += text;
      const end = column + text.length;
      // After the last column terminals differ in where the cursor is.
      cursor = end < columns ? {row, column: end} : undefined;
    },
    eraseFrom(row, column) {
      moveTo(row, column);
      // Terminals erase with the current background.
      restyle(plain);
      bytes += eraseToEnd;
    },
    shift(row, from, to) {
      moveTo(row, from);
      restyle(plain);
      bytes += deleteCharacter;
      moveTo(row, to);
      bytes += insertCharacter;
    },
    writeLine(row, line) {
      moveTo(row, 0);
      restyle(plain);
      // Erased first: after a full line the cursor may still be on its last character.
      bytes += `${eraseToEnd}${keepColumns(line)}`;
      cursor = undefined;
    },
    finish() {
      restyle(plain);
      return bytes;
    },
  };
}
