import {plain, type StyleNumber, type Styles} from './styles.js';

/** Writes at places of the screen, by as few bytes as that takes. It begins and ends plain. */
export type Pen = {
  /** Writes a text in one style; it must end within its line. */
  write: (row: number, column: number, style: StyleNumber, text: string) => void;
  /** Makes plain blanks of the line from this column on. */
  eraseFrom: (row: number, column: number) => void;
  /** Takes out the column `from`, and puts a plain blank in behind the column `to`. */
  shift: (row: number, from: number, to: number) => void;
  /** Writes a line over whatever is there, with the sequences that it holds. */
  writeLine: (row: number, line: string) => void;
  /** What was written, as bytes for the terminal. */
  finish: () => string;
};

/** Cheaper to step back to than to name. */
const isJustBefore = (column: number, cursor: number) => column <= cursor && cursor - column < 5;

const eraseToEnd = '\u001b[K';
const deleteCharacter = '\u001b[P';
const insertCharacter = '\u001b[@';

/** @param columns The terminal's. */
export function createPen({between}: Styles, columns: number): Pen {
  let bytes = '';
  let style = plain;
  /** Where the cursor is, if that is certain. */
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
      // A column of sparklines grows.
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
      // In the last column terminals differ: it stays there, or waits to go on in the next line.
      cursor = end < columns ? {row, column: end} : undefined;
    },
    eraseFrom(row, column) {
      moveTo(row, column);
      // Terminals erase with the background that is set.
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
      // Erased first: behind a full line the cursor is still on its last character.
      bytes += `${eraseToEnd}${line}`;
      cursor = undefined;
    },
    finish() {
      restyle(plain);
      return bytes;
    },
  };
}
