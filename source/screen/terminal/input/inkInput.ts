import {EventEmitter} from 'node:events';

/**
 * The standard input given to Ink: it sets raw mode but never delivers data, because Ink would take
 * answers of the terminal for keys. Keys come from `Keyboard`.
 */
export class InkInput extends EventEmitter {
  readonly isTTY = true;
  readonly #terminal;
  readonly #isAnswerDue;

  /** @param isAnswerDue An answer of the terminal may come: outside raw mode it would be echoed. */
  constructor(
    terminal: Pick<NodeJS.ReadStream, 'setRawMode' | 'ref' | 'unref'>,
    isAnswerDue: () => boolean,
  ) {
    super();
    this.#terminal = terminal;
    this.#isAnswerDue = isAnswerDue;
  }

  /** Ink leaves raw mode before the last answers are read; who reads them leaves it after that. */
  setRawMode(mode: boolean): this {
    if (mode || !this.#isAnswerDue()) this.#terminal.setRawMode(mode);
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
