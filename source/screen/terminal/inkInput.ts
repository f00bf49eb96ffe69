import {Transform, type TransformCallback} from 'node:stream';

const answer = '\u001b[0n';
/** How much longer than its beginning a sequence may be on the way. */
const patienceMs = 20;
/** The Escape key in a form of which no other key is the beginning: Ink waits for nothing more. */
const escapeKey = '\u001b[27u';

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: ESC begins what is looked for.
/** What may become an answer, behind Escapes that were typed. */
const beginnings = /\u001b+(?:\[0?)?$/;
const loneEscapes = /\u001b(?!\[)/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above.

/**
 * The keyboard as Ink sees it: what the terminal answers to InkOutput's questions is taken out. An
 * Escape just before an answer would be taken for one sequence with it, and be lost.
 */
export class InkInput extends Transform {
  readonly isTTY = true;
  readonly #keyboard;
  readonly #answered;
  /** What may be the beginning of an answer. */
  #held = '';
  #patience: NodeJS.Timeout | undefined;

  constructor(keyboard: NodeJS.ReadStream, answered: () => void) {
    super();
    this.#keyboard = keyboard;
    this.#answered = answered;
  }

  setRawMode(mode: boolean): this {
    this.#keyboard.setRawMode(mode);
    return this;
  }

  ref(): void {
    this.#keyboard.ref();
  }

  unref(): void {
    this.#keyboard.unref();
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    clearTimeout(this.#patience);
    // One character a byte: a letter may come in two pieces.
    const pieces = `${this.#held}${data.toString('latin1')}`.split(answer);
    const typed = pieces.join('');
    this.#held = beginnings.exec(typed)?.[0] ?? '';
    if (this.#held !== '') this.#patience = setTimeout(() => this.#release(), patienceMs);
    this.#pass(typed.slice(0, typed.length - this.#held.length));
    for (let count = pieces.length - 1; count > 0; count--) this.#answered();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#patience);
    done(error);
  }

  /** No answer has come of it: it was typed. */
  #release(): void {
    this.#pass(this.#held.replace(loneEscapes, escapeKey));
    this.#held = '';
  }

  #pass(typed: string): void {
    if (typed !== '') this.push(Buffer.from(typed, 'latin1'));
  }
}
