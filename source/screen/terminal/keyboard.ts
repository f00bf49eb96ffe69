import {isAnswer, type Token} from './inputToken.js';
import {createInputTokenizer} from './inputTokenizer.js';
import {createTypist, type Typed} from './typed.js';

/** @param seenMs When the screen was drawn that the person saw who typed this. */
export type TypedListener = (typed: readonly Typed[], seenMs: number) => void;

/** What people type, without what the terminal says by itself. */
export type Keyboard = {
  /** Returns what ends it. */
  subscribe: (listener: TypedListener) => () => void;
};

/** The line to the terminal, as far as the keyboard needs to know it. */
export type KeyboardLine = {
  /** The terminal has answered how it is. */
  answered: () => void;
  /** How long something takes to the screen and back. */
  lagMs: () => number;
};

/** A lone ESC is the key when nothing has come behind it; on a slow line, for half of its way. */
const escapeMs = 50;
const longestEscapeMs = 250;
/**
 * The rest of a sequence is swallowed for so long. After the Escape key, too: an opening bracket
 * typed within this time is taken for the rest of a sequence, since it may be just that.
 */
const remainderMs = 1500;
const longestRemainderMs = 5000;

/** Bytes of an answer. */
const answerLength = 4;

export type TerminalKeyboard = Keyboard & {
  /** Stops reading; what was begun is forgotten. */
  close: () => void;
};

/** Reads a terminal in raw mode. */
export function createKeyboard(
  terminal: NodeJS.ReadStream,
  {answered, lagMs}: KeyboardLine,
  now: () => number = () => performance.now(),
): TerminalKeyboard {
  const tokenizer = createInputTokenizer();
  const typist = createTypist();
  const listeners = new Set<TypedListener>();
  let timer: NodeJS.Timeout | undefined;
  let grace: NodeJS.Immediate | undefined;

  function deliver(tokens: readonly Token[], readBytes = 0): void {
    const nowMs = now();
    const seenMs = nowMs - lagMs();
    const typed = typist(tokens, nowMs, readBytes);
    if (typed.length > 0) for (const listener of [...listeners]) listener(typed, seenMs);
    for (const token of tokens) if (isAnswer(token)) answered();
  }

  function waitForMore(): void {
    const {patience} = tokenizer;
    if (patience === undefined) return;
    const patienceMs = {
      escape: clamp(lagMs() / 2, escapeMs, longestEscapeMs),
      remainder: clamp(lagMs() * 3, remainderMs, longestRemainderMs),
      paste: longestRemainderMs,
    }[patience];
    timer = setTimeout(() => {
      // What has come while the program was busy is read first.
      grace = setImmediate(() => {
        deliver(tokenizer.expire());
        waitForMore();
      });
    }, patienceMs);
  }

  function stopWaiting(): void {
    clearTimeout(timer);
    clearImmediate(grace);
  }

  const onData = (bytes: Buffer) => {
    const tokens = tokenizer.push(bytes);
    // Answers come all the time, and say nothing of what was begun before them.
    const onlyAnswers = bytes.length === answerLength * tokens.filter(isAnswer).length;
    if (!onlyAnswers) stopWaiting();
    deliver(tokens, bytes.length);
    if (!onlyAnswers) waitForMore();
  };
  terminal.on('data', onData);

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stopWaiting();
      terminal.off('data', onData);
      terminal.pause();
    },
  };
}

const clamp = (value: number, least: number, most: number) =>
  Math.min(most, Math.max(least, value));
