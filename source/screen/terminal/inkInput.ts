import {EventEmitter} from 'node:events';

/**
 * The standard input given to Ink: it sets raw mode but never delivers data, because Ink would take
 * answers of the terminal for keys. Keys come from `Keyboard`.
 */
export class InkInput extends EventEmitter {
  readonly isTTY = true;
  readonly #terminal;

  constructor(terminal: NodeJS.ReadStream) {
    super();
    this.#terminal = terminal;
  }

  setRawMode(mode: boolean): this {
    this.#terminal.setRawMode(mode);
    return this;
  }

  ref(): void {
    this.#terminal.ref();
  }

  unref(): void {
    this.#terminal.unref();
  }

  setEncoding(): void {}

  read(): null {
    return null;
  }
}
