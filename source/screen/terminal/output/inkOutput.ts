import {EventEmitter} from 'node:events';
import {setTimeout as pause} from 'node:timers/promises';
import type {ReadableStore} from '../../../session/store.js';
import {copySequence} from './clipboard.js';
import {createLineSpeed} from './lineSpeed.js';
import {
  beginFrame,
  endFrame,
  enterScreen,
  keyboardRestore,
  keyboardSetup,
  lastLine,
  leaveScreen,
  mouseOff,
  mouseOn,
} from './modes.js';
import {createPicture} from './picture.js';

/** Device status report, which every terminal answers. */
const statusRequest = '\u001b[5n';

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: these match escape sequences.
const onlySequences = /^(?:\u001b\[[\d;:?]*[A-Za-z])*$/;
/** With these Ink moves to the start of its last frame. */
const leadingMoves = /^(?:\u001b\[[\d;]*[A-HJK])+/;
/** Modes such as the alternate screen, cursor and paste, but not synchronized output. */
const modes = /\u001b\[\?(?!2026)\d+[hl]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above.

/**
 * The standard output given to Ink. Of Ink's whole frames it writes only the changed cells, and no
 * more frames than the line carries: a newer frame replaces one that waits.
 */
export class InkOutput extends EventEmitter {
  readonly isTTY = true;
  readonly #terminal;
  readonly #picture = createPicture();
  readonly #line = createLineSpeed();
  /** The newest frame, while the line is busy. */
  #waiting: readonly string[] | undefined;
  #isLent = false;
  readonly #wantsMouse;
  /** What the terminal was sent. */
  #isMouseOn = false;

  /** @param wantsMouse Whether the terminal is to report the mouse while the screen is shown. */
  constructor(terminal: NodeJS.WriteStream, wantsMouse: ReadableStore<boolean>) {
    super();
    this.#terminal = terminal;
    this.#wantsMouse = wantsMouse;
    wantsMouse.subscribe(() => {
      if (!this.#isLent)
        this.#terminal.write(wantsMouse.getState() ? this.#startMouse() : this.#stopMouse());
    });
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

  /** The terminal was resized: its content is unknown, and a waiting frame has the wrong size. */
  readonly resized = () => {
    this.#picture.forget();
    this.#waiting = undefined;
    this.emit('resize');
  };

  /** The terminal has answered: everything written before the request has arrived. */
  readonly answered = () => {
    this.#line.answered();
    this.#draw();
  };

  /** Round-trip time to the screen. */
  readonly lagMs = () => this.#line.lagMs();

  /** Reports of the mouse count only while it is on. */
  readonly isMouseOn = () => this.#isMouseOn;

  /** Whether the terminal has not answered everything yet. */
  get isAsking(): boolean {
    return this.#line.isPending();
  }

  /**
   * Stops output and mouse until the screen is entered again; resolves once no answers are expected,
   * which the next reader of the terminal would take for typing.
   */
  async settle(): Promise<void> {
    this.#isLent = true;
    this.#terminal.write(this.#stopMouse());
    // After a stall, answers that have come meanwhile are read before their time is found to be over.
    do await pause(5);
    while (this.#line.dueMs() > 0);
    this.#line.lost();
  }

  /** Copies a text to the clipboard of the terminal; returns false where it is too long. */
  readonly copy = (text: string): boolean => {
    const sequence = copySequence(text, process.env);
    if (sequence !== undefined && !this.#isLent) this.#terminal.write(sequence);
    return sequence !== undefined;
  };

  /** Stops waiting for answers. */
  readonly stopAsking = () => this.#line.lost();

  #draw(): void {
    if (!this.#waiting || this.#isLent || !this.#line.isFree()) return;
    const changes = this.#picture.change(this.#waiting, this.columns || 80);
    this.#waiting = undefined;
    if (changes === '') return;
    const asked = this.#line.asks();
    const bytes = `${beginFrame}${changes}${endFrame}${asked ? statusRequest : ''}`;
    if (asked) this.#line.sent(Buffer.byteLength(bytes));
    this.#terminal.write(bytes);
  }

  #startMouse(): string {
    this.#isMouseOn = true;
    return mouseOn;
  }

  /** With a request: what the mouse has still reported comes before its answer. */
  #stopMouse(): string {
    if (!this.#isMouseOn) return '';
    this.#isMouseOn = false;
    if (!this.#line.asks()) return mouseOff;
    this.#line.sent(mouseOff.length);
    return mouseOff + statusRequest;
  }

  #setModes(sequences: string): void {
    if (sequences === '') return;
    if (sequences.includes(leaveScreen)) {
      this.#terminal.write(this.#stopMouse() + keyboardRestore + lastLine + sequences);
      this.#waiting = undefined;
      return;
    }
    if (!sequences.includes(enterScreen)) {
      this.#terminal.write(sequences);
      return;
    }
    const mouse = this.#wantsMouse.getState() ? this.#startMouse() : '';
    const bytes = sequences + keyboardSetup + mouse + statusRequest;
    this.#terminal.write(bytes);
    this.#isLent = false;
    this.#picture.forget();
    // Pending answers may have been discarded with the input.
    this.#line.lost();
    this.#line.sent(bytes.length);
  }
}
