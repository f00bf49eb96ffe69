import {EventEmitter} from 'node:events';

/**
 * The keyboard as Ink sees it: one that turns on and off with the screen, and on which nobody ever
 * types. Ink would take what the terminal says by itself for keys; those come from `Keyboard`.
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
