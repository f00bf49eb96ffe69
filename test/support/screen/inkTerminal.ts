import {EventEmitter} from 'node:events';
import {render} from 'ink';
import {createElement, type ReactNode} from 'react';
import {CopyProvider} from '../../../source/screen/keys/useCopy.js';
import {KeyboardProvider} from '../../../source/screen/keys/useKeys.js';
import {InkInput} from '../../../source/screen/terminal/input/inkInput.js';
import {createKeyboard} from '../../../source/screen/terminal/input/keyboard.js';

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
  /** Sends a key at once, before the screen could have been read. */
  pressAtOnce: (key: string) => Promise<void>;
  resize: (columns: number, rows: number) => Promise<void>;
  /** What was copied, the newest last. */
  readonly copied: readonly string[];
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
  ctrlR: '\u0012',
  ctrlU: '\u0015',
  f1: '\u001BOP',
  f2: '\u001BOQ',
  f3: '\u001BOR',
  f4: '\u001BOS',
  f5: '\u001B[15~',
  f6: '\u001B[17~',
  f10: '\u001B[21~',
} as const;

/** Between two keys: longer than it takes to read a question. */
const pauseMs = 1000;

/** Draws a tree on a terminal of this size; `using` ends it. */
export function renderOn(columns: number, rows: number, tree: ReactNode): FakeTerminal {
  const screen = new Screen(columns, rows);
  const tty = new Tty();
  const stream = tty as unknown as NodeJS.ReadStream;
  // People take their time, tests do not.
  let pausesMs = 0;
  const line = {answered() {}, lagMs: () => 0, isMouseOn: () => true};
  const keyboard = createKeyboard(stream, line, () => performance.now() + pausesMs);
  const copied: string[] = [];
  const copy = (text: string) => copied.push(text) > 0;
  const instance = render(
    createElement(
      CopyProvider,
      {value: copy},
      createElement(KeyboardProvider, {value: keyboard}, tree),
    ),
    {
      stdout: screen as unknown as NodeJS.WritableStream,
      stderr: screen as unknown as NodeJS.WritableStream,
      stdin: new InkInput(stream, () => false) as unknown as NodeJS.ReadableStream,
      // Every frame is written whole.
      debug: true,
      interactive: true,
      patchConsole: false,
    },
  );
  const left = instance.waitUntilExit();
  const send = async (key: string) => {
    tty.emit('data', Buffer.from(key));
    await settled();
  };
  return {
    async pressAtOnce(key) {
      pausesMs = 0;
      await send(key);
    },
    lines: () => screen.frame.split('\n'),
    text: () => screen.frame,
    get frames() {
      return screen.frames;
    },
    async press(...keys) {
      for (const key of keys) {
        pausesMs += pauseMs;
        await send(key);
      }
    },
    async resize(newColumns, newRows) {
      screen.columns = newColumns;
      screen.rows = newRows;
      screen.emit('resize');
      await settled();
    },
    copied,
    left,
    [Symbol.dispose]() {
      instance.unmount();
      instance.cleanup();
      keyboard.close();
    },
  };
}

/** Adds to a terminal; `stop` ends what is drawn on it, before the terminal. */
export function withParts<Parts extends object>(
  terminal: FakeTerminal,
  parts: Parts,
  stop: () => void,
): FakeTerminal & Parts {
  const dispose = terminal[Symbol.dispose];
  return Object.assign(terminal, parts, {
    [Symbol.dispose]() {
      stop();
      dispose();
    },
  });
}

/** Lets effects, promises that are kept already and what they set off run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
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
    // At its end Ink writes a line break, which is no frame; nor are modes.
    if (frame !== '\n' && frame !== '' && !frame.startsWith('\u001B[?')) {
      this.frames++;
      this.frame = frame;
    }

    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  }
}

class Tty extends EventEmitter {
  setRawMode(): void {}
  ref(): void {}
  unref(): void {}
  pause(): void {}
}
