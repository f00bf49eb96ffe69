import {setTimeout as delay} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';
import type {Program} from './program.js';
import {type ExitStatus, exitStatus} from './run.js';
import {bytesOfKey, type Key} from './screen/keys.js';
import {type Cell, Screen} from './screen/screenText.js';

export type TerminalOptions = Program & {
  columns?: number;
  rows?: number;
  /** Added to a clean environment; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>;
  cwd?: string;
};

export type ScreenCondition = RegExp | string | ((lines: readonly string[]) => boolean);

export type WaitOptions = {
  timeoutMs?: number;
  /** What is waited for, as the message of a failure says it. */
  what?: string;
};

/**
 * CI is set on purpose: programs that draw nothing "in CI" must still draw in a terminal. Locale
 * and size come from here alone, so that a test gives the same screen on every machine.
 */
export const cleanEnv: Readonly<Record<string, string>> = {
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  CI: 'true',
  PATH: `${process.env['PATH'] ?? '/usr/bin:/bin'}:/usr/sbin:/sbin`,
};

/**
 * The time between two keys of a person: by it, programs distinguish an Escape from the beginning
 * of a sequence, and typing from a paste.
 */
const keyGapMs = 80;
/** Behind an Escape, which ksmtop holds back for up to 250 ms where the machine is slow to answer. */
const escapeGapMs = 300;
/** The time that a person needs to read a question; an answer before that is ignored. */
const readingMs = 500;

/** A program in a pseudo-terminal, and the screen that a person would see. */
export class Terminal {
  static start(options: TerminalOptions): Terminal {
    return new Terminal(options);
  }

  /** Resolves when the program is gone and its last output is on the screen. */
  readonly exited: Promise<ExitStatus>;
  readonly #pty;
  readonly #screen: Screen;
  readonly #chunks: Buffer[] = [];
  readonly #watchers = new Set<() => void>();
  #bytesReceived = 0;
  #status: ExitStatus | undefined;

  private constructor({command, args, columns = 120, rows = 40, env, cwd}: TerminalOptions) {
    this.#screen = new Screen(columns, rows);
    this.#pty = spawn(command, [...args], {
      name: env?.['TERM'] ?? 'xterm-256color',
      cols: columns,
      rows,
      env: definedOnly({...cleanEnv, ...env}),
      ...(cwd === undefined ? {} : {cwd}),
      // Bytes, not text: hostile output need not be UTF-8. The type of `onData` does not know it.
      encoding: null,
    });
    this.#pty.onData((data) => this.#receive(data as unknown as Buffer));
    // What a program asks (cursor position, device attributes) is answered like any xterm does.
    this.#screen.onAnswer((answer) => this.#pty.write(answer));
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({exitCode, signal}) => {
        this.#screen.write('').then(() => {
          this.#status = exitStatus(exitCode, signal);
          this.#notify();
          resolve(this.#status);
        });
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Every byte that the program wrote, escape sequences and all. */
  get rawOutput(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  get alternateScreen(): boolean {
    return this.#screen.alternate;
  }

  get cursorVisible(): boolean {
    return this.#screen.cursorVisible;
  }

  get mouseTracking(): boolean {
    return this.#screen.mouseTracking;
  }

  get bracketedPaste(): boolean {
    return this.#screen.bracketedPaste;
  }

  /** The lines on the screen, without trailing blanks. */
  text(): string[] {
    return this.#screen.text();
  }

  cell(row: number, column: number): Cell {
    return this.#screen.cell(row, column);
  }

  /** Types keys one after the other, as a person would: each arrives on its own. */
  async press(...keys: readonly Key[]): Promise<void> {
    for (const [index, key] of keys.entries()) {
      this.#pty.write(bytesOfKey(key));
      if (index < keys.length - 1) await delay(key === 'escape' ? escapeGapMs : keyGapMs);
    }
  }

  /** Sends bytes as they are, at once. */
  send(bytes: Uint8Array): void {
    // As for what it receives: the library takes bytes, and does not declare it.
    this.#pty.write(Buffer.from(bytes) as unknown as string);
  }

  /** Filters a list; the text goes into the prompt that is open, however slow the machine. */
  async filter(text: string): Promise<void> {
    await this.press('/');
    await this.waitFor(/^filter: .*_/m);
    await this.press(text);
    await this.waitFor(`filter: ${text}_`);
    await this.press('enter');
  }

  /** Says yes to the question on the screen; again, where the machine was too slow to show it. */
  async confirm(): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      await delay(readingMs);
      await this.press('y');
      const isAnswered = this.waitFor((lines) => !lines.some((line) => /y\/N/.test(line)), {
        timeoutMs: 2000,
      });
      if (
        await isAnswered.then(
          () => true,
          () => this.#status !== undefined,
        )
      )
        return;
    }
    throw new Error(`the question stays\n${this.#framed()}`);
  }

  /**
   * Waits for a screen that satisfies the condition; text and patterns are looked for in the lines
   * joined by newlines. Half-drawn frames (synchronized output) are not looked at. A program that
   * ends first makes it fail at once.
   */
  waitFor(condition: ScreenCondition, {timeoutMs = 15_000, what}: WaitOptions = {}): Promise<void> {
    const wanted = what ?? String(condition);
    return new Promise((resolve, reject) => {
      const finish = (failure?: unknown) => {
        clearTimeout(timer);
        this.#watchers.delete(check);
        failure === undefined ? resolve() : reject(failure);
      };

      const check = () => {
        try {
          const lines = this.text();
          const whole = this.#status !== undefined || !this.#screen.halfDrawn;
          if (whole && holds(condition, lines)) {
            finish();
          } else if (this.#status !== undefined) {
            const {code, signal} = this.#status;
            const end = signal ?? `code ${code}`;
            finish(new Error(`the program ended (${end}) before: ${wanted}\n${this.#framed()}`));
          }
        } catch (error) {
          finish(error);
        }
      };

      const timer = setTimeout(() => {
        finish(new Error(`not seen within ${timeoutMs} ms: ${wanted}\n${this.#framed()}`));
      }, timeoutMs);
      this.#watchers.add(check);
      check();
    });
  }

  /** The screen changes first, so that what is drawn for the new size lands in the new size. */
  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    if (this.#status === undefined) {
      this.#pty.kill(signal);
    }
  }

  /** Takes the terminal away, as a lost connection does: the program gets SIGHUP. */
  hangUp(): void {
    // Not in the declared interface, yet what the library itself has for it.
    (this.#pty as unknown as {destroy(): void}).destroy();
  }

  async close(): Promise<void> {
    this.kill('SIGKILL');
    await this.exited;
    this.#screen.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytesReceived += chunk.length;
    this.#screen.write(chunk).then(() => this.#notify());
  }

  #notify(): void {
    for (const check of [...this.#watchers]) {
      check();
    }
  }

  #framed(): string {
    const rule = '-'.repeat(this.#screen.columns);
    return [rule, ...this.text(), rule].join('\n');
  }
}

const holds = (condition: ScreenCondition, lines: readonly string[]): boolean => {
  if (typeof condition === 'function') {
    return condition(lines);
  }

  const screen = lines.join('\n');
  return typeof condition === 'string' ? screen.includes(condition) : condition.test(screen);
};

/** The library would pass a variable that is `undefined` as that very word. */
const definedOnly = (env: Record<string, string | undefined>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
