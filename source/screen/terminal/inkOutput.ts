import {EventEmitter} from 'node:events';
import {setTimeout as pause} from 'node:timers/promises';
import {createLineSpeed} from './lineSpeed.js';
import {formerKeyboard, quietKeyboard} from './modes.js';
import {createPicture} from './picture.js';

/** Device status report: any terminal answers that it is well. */
const question = '\u001b[5n';
const enter = '\u001b[?1049h';
const leave = '\u001b[?1049l';
const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: ESC begins what is looked for.
const onlySequences = /^(?:\u001b\[[\d;:?]*[A-Za-z])*$/;
/** Where Ink would draw over its former frame. */
const leadingMoves = /^(?:\u001b\[[\d;]*[A-HJK])+/;
/** The alternate screen, the cursor, pasting: what is not of a frame, but for synchronization. */
const modes = /\u001b\[\?(?!2026)\d+[hl]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above.

/**
 * The terminal as Ink sees it. Ink writes whole frames; what reaches the terminal is the cells that
 * changed, and never more frames than the line to it carries: a newer one takes the place of one
 * that waits.
 */
export class InkOutput extends EventEmitter {
  readonly isTTY = true;
  readonly #terminal;
  readonly #picture = createPicture();
  readonly #line = createLineSpeed();
  /** The newest frame, while it waits for the line. */
  #waiting: readonly string[] | undefined;
  #isLent = false;

  constructor(terminal: NodeJS.WriteStream) {
    super();
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  write(text: string, written?: () => void): boolean {
    if (onlySequences.test(text)) {
      this.#setModes(text.match(modes)?.join('') ?? '');
    } else {
      this.#waiting = text.replace(leadingMoves, '').split('\n');
      this.#draw();
    }
    return written ? this.#terminal.write('', written) : true;
  }

  /** What the terminal shows is cut, and what waits has the former size. */
  readonly resized = () => {
    this.#picture.forget();
    this.#waiting = undefined;
    this.emit('resize');
  };

  /** The terminal has answered a question: what was written before it has come. */
  readonly answered = () => {
    this.#line.answered();
    this.#draw();
  };

  /** How long something takes to the screen and back. */
  readonly lagMs = () => this.#line.lagMs();

  /** Whether answers may still come. */
  get isAsking(): boolean {
    return this.#line.dueMs() > 0;
  }

  /**
   * Sends nothing more until the terminal is entered again, and resolves when all answers have come
   * that may: whoever reads the keyboard next would take them for typed.
   */
  async settle(): Promise<void> {
    this.#isLent = true;
    while (this.isAsking) await pause(5);
  }

  /** Ends waiting for answers, late as they may be. */
  readonly stopAsking = () => this.#line.lost();

  #draw(): void {
    if (!this.#waiting || this.#isLent || !this.#line.isFree()) return;
    const changes = this.#picture.change(this.#waiting, this.columns || 80);
    this.#waiting = undefined;
    if (changes === '') return;
    const asked = this.#line.asks();
    const bytes = `${beginFrame}${changes}${endFrame}${asked ? question : ''}`;
    if (asked) this.#line.sent(Buffer.byteLength(bytes));
    this.#terminal.write(bytes);
  }

  #setModes(sequences: string): void {
    if (sequences === '') return;
    if (sequences.includes(leave)) {
      this.#terminal.write(formerKeyboard + sequences);
      this.#waiting = undefined;
      return;
    }
    if (!sequences.includes(enter)) {
      this.#terminal.write(sequences);
      return;
    }
    const bytes = sequences + quietKeyboard + question;
    this.#terminal.write(bytes);
    this.#isLent = false;
    this.#picture.forget();
    // Input may have been thrown away with the answers in it.
    this.#line.lost();
    this.#line.sent(bytes.length);
  }
}
