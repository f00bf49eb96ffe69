import {isAnswer, type Token} from './inputToken.js';
import {createInputTokenizer} from './inputTokenizer.js';
import {createBurstDetector, type Typed} from './typed.js';

/** @param seenMs When the screen was drawn that the user saw while typing. */
export type TypedListener = (typed: readonly Typed[], seenMs: number) => void;

/** What users type, without the answers and reports of the terminal. */
export type Keyboard = {
  /** Returns a function that unsubscribes. */
  subscribe: (listener: TypedListener) => () => void;
};

/** The output side, as far as the keyboard needs it. */
export type KeyboardLine = {
  /** The terminal has answered a status request. */
  answered: () => void;
  /** Round-trip time to the screen. */
  lagMs: () => number;
  /** Reports of the mouse count only while it is on. */
  isMouseOn: () => boolean;
};

/** A lone ESC is the key if nothing follows within this time, or half a round trip on a slow line. */
const escapeMs = 50;
const longestEscapeMs = 250;
/**
 * How long the rest of a sequence is swallowed, also after the Escape key: a `[` typed in this time
 * is taken for the rest of a sequence; a `]`, `P` or `O` counts when nothing follows, or the same
 * again. Of these, `O` waits no longer than Escape.
 */
const remainderMs = 1500;
const longestRemainderMs = 5000;

/** Bytes. */
const answerLength = 4;

export type TerminalKeyboard = Keyboard & {
  /** Stops reading and drops unfinished input. */
  close: () => void;
};

/** Reads a terminal in raw mode. */
export function createKeyboard(
  terminal: NodeJS.ReadStream,
  {answered, lagMs, isMouseOn}: KeyboardLine,
  now: () => number = () => performance.now(),
): TerminalKeyboard {
  const tokenizer = createInputTokenizer();
  const detectBursts = createBurstDetector();
  const listeners = new Set<TypedListener>();
  let timer: NodeJS.Timeout | undefined;
  let lastRead: NodeJS.Immediate | undefined;

  function deliver(tokens: readonly Token[], readBytes = 0): void {
    const nowMs = now();
    const seenMs = nowMs - lagMs();
    const typed = detectBursts(tokens, nowMs, readBytes).filter(
      ({kind}) => kind !== 'mouse' || isMouseOn(),
    );
    if (typed.length > 0) for (const listener of [...listeners]) listener(typed, seenMs);
    for (const token of tokens) if (isAnswer(token)) answered();
  }

  function waitForMore(): void {
    const {waitingFor} = tokenizer;
    if (waitingFor === undefined) return;
    const timeoutMs = {
      escape: clamp(lagMs() / 2, escapeMs, longestEscapeMs),
      remainder: clamp(lagMs() * 3, remainderMs, longestRemainderMs),
      paste: longestRemainderMs,
    }[waitingFor];
    timer = setTimeout(() => {
      // Input that came while the program was busy is read first.
      lastRead = setImmediate(() => {
        deliver(tokenizer.expire());
        waitForMore();
      });
    }, timeoutMs);
  }

  function stopWaiting(): void {
    clearTimeout(timer);
    clearImmediate(lastRead);
  }

  const onData = (bytes: Buffer) => {
    const tokens = tokenizer.push(bytes);
    // Answers may come at any time and do not end what has begun.
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
