import {EventEmitter} from 'node:events';
import {render} from 'ink';
import type {ReactNode} from 'react';

/** A terminal that keeps what Ink last drew on it, and on which keys can be pressed. */
export type FakeTerminal = Disposable & {
  /** The lines of the last frame. */
  lines: () => readonly string[];
  /** The last frame as one text. */
  text: () => string;
  /** Frames drawn so far. */
  readonly frames: number;
  /** Sends each key as a keyboard would, one after another; returns when each was dealt with. */
  press: (...keys: readonly string[]) => Promise<void>;
  resize: (columns: number, rows: number) => Promise<void>;
  /** Settles when the program has left the screen. */
  readonly left: Promise<unknown>;
};

/** What keys send that have a name rather than a letter. */
export const keyCodes = {
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  pageUp: '\u001B[5~',
  pageDown: '\u001B[6~',
  home: '\u001B[H',
  end: '\u001B[F',
  enter: '\r',
  /** The unambiguous form: a lone ESC would have to be waited for. */
  escape: '\u001B[27u',
  backspace: '\u007F',
  ctrlC: '\u0003',
  ctrlU: '\u0015',
  f1: '\u001BOP',
  f4: '\u001BOS',
  f5: '\u001B[15~',
  f6: '\u001B[17~',
  f10: '\u001B[21~',
} as const;

/** Draws a tree on a terminal of this size; `using` ends it. */
export function renderOn(columns: number, rows: number, tree: ReactNode): FakeTerminal {
  const screen = new Screen(columns, rows);
  const keyboard = new Keyboard();
  const instance = render(tree, {
    stdout: screen as unknown as NodeJS.WritableStream,
    stderr: screen as unknown as NodeJS.WritableStream,
    stdin: keyboard as unknown as NodeJS.ReadableStream,
    // Every frame is written whole.
    debug: true,
    interactive: true,
    patchConsole: false,
  });
  const left = instance.waitUntilExit();
  return {
    lines: () => screen.frame.split('\n'),
    text: () => screen.frame,
    get frames() {
      return screen.frames;
    },
    async press(...keys) {
      for (const key of keys) {
        keyboard.type(key);
        await settled();
      }
    },
    async resize(newColumns, newRows) {
      screen.columns = newColumns;
      screen.rows = newRows;
      screen.emit('resize');
      await settled();
    },
    left,
    [Symbol.dispose]() {
      instance.unmount();
      instance.cleanup();
    },
  };
}

/** Lets effects, promises that are kept already and what they set off run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

class Screen extends EventEmitter {
  readonly isTTY = true;
  frames = 0;
  frame = '';

  constructor(
    public columns: number,
    public rows: number,
  ) {
    super();
  }

  write(frame: string, ...rest: unknown[]): boolean {
    // At its end Ink writes a last line break, which is no frame.
    if (frame !== '\n' && frame !== '') {
      this.frames++;
      this.frame = frame;
    }

    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  }
}

class Keyboard extends EventEmitter {
  readonly isTTY = true;
  private waiting: string | null = null;

  type(text: string): void {
    this.waiting = text;
    this.emit('readable');
    this.emit('data', text);
  }

  read(): string | null {
    const text = this.waiting;
    this.waiting = null;
    return text;
  }

  setEncoding(): void {}
  setRawMode(): void {}
  ref(): void {}
  unref(): void {}
  resume(): void {}
  pause(): void {}
}
