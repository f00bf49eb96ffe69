import xterm from '@xterm/headless';

/** How a cell is drawn; colours are palette indices, 24-bit values, or -1 for the default. */
export type Cell = {
  text: string;
  bold: boolean;
  dim: boolean;
  inverse: boolean;
  underline: boolean;
  foreground: number;
  background: number;
};

/** What of a cell can be seen: of a blank neither its weight nor the colour of what is not there. */
export function asSeen(cell: Cell): Cell {
  if (cell.text.trim() !== '') return cell;
  return {...cell, text: '', bold: false, dim: false, foreground: -1};
}

/** What a person would see of the bytes that a program writes: an xterm without a window. */
export class Screen {
  readonly #xterm: xterm.Terminal;
  #cursorVisible = true;

  constructor(columns: number, rows: number) {
    this.#xterm = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
    this.#followCursor('h', true);
    this.#followCursor('l', false);
  }

  get columns(): number {
    return this.#xterm.cols;
  }

  get cursorVisible(): boolean {
    return this.#cursorVisible;
  }

  get alternate(): boolean {
    return this.#xterm.buffer.active.type === 'alternate';
  }

  get mouseTracking(): boolean {
    return this.#xterm.modes.mouseTrackingMode !== 'none';
  }

  get bracketedPaste(): boolean {
    return this.#xterm.modes.bracketedPasteMode;
  }

  /** In the middle of a frame that the program wants shown as a whole (synchronized output). */
  get halfDrawn(): boolean {
    return this.#xterm.modes.synchronizedOutputMode;
  }

  /** Resolves when the bytes, and all before them, are on the screen. */
  write(bytes: Uint8Array | string): Promise<void> {
    return new Promise((resolve) => this.#xterm.write(bytes, resolve));
  }

  /** What the terminal itself says when it is asked: for its attributes, for the cursor. */
  onAnswer(send: (answer: string) => void): void {
    this.#xterm.onData(send);
  }

  resize(columns: number, rows: number): void {
    this.#xterm.resize(columns, rows);
  }

  /** The lines, without trailing blanks. */
  text(): string[] {
    const {columns} = this;
    const {active} = this.#xterm.buffer;
    return Array.from(
      {length: this.#xterm.rows},
      // A line keeps what a narrower screen has cut off.
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true, 0, columns) ?? '',
    );
  }

  cell(row: number, column: number): Cell {
    const {active} = this.#xterm.buffer;
    const cell = active.getLine(active.baseY + row)?.getCell(column);
    if (cell === undefined) {
      throw new Error(`no cell in row ${row}, column ${column}`);
    }

    return {
      text: cell.getChars(),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      inverse: cell.isInverse() !== 0,
      underline: cell.isUnderline() !== 0,
      foreground: cell.isFgDefault() ? -1 : cell.getFgColor(),
      background: cell.isBgDefault() ? -1 : cell.getBgColor(),
    };
  }

  dispose(): void {
    this.#xterm.dispose();
  }

  /** xterm knows whether the cursor is shown, and does not say so. */
  #followCursor(final: 'h' | 'l', visible: boolean): void {
    this.#xterm.parser.registerCsiHandler({prefix: '?', final}, (modes) => {
      if (modes.includes(25)) {
        this.#cursorVisible = visible;
      }

      return false;
    });
  }
}
