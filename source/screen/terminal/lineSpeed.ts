/**
 * How much of what was sent down the line to the terminal can have arrived. Behind each frame the
 * terminal is asked how it is, and it answers when it comes to that question: so a slow line shows,
 * wherever it is slow, and a frame waits until there is room instead of standing in a queue.
 */
export type LineSpeed = {
  /** Whether to ask: not a terminal that never answers. */
  asks: () => boolean;
  /** So many bytes were sent, and a question behind them. */
  sent: (bytes: number) => void;
  /** One answer came. */
  answered: () => void;
  /** Answers that were due have been thrown away. */
  lost: () => void;
  /** Whether what is sent now gets through at once, as far as can be known. */
  isFree: () => boolean;
  /** How long something takes to the screen and back, as far as is known, and as it seems now. */
  lagMs: () => number;
  /** Milliseconds that answers are to be waited for which may still come; 0: none may. */
  dueMs: () => number;
};

type Question = {bytes: number; sentMs: number};

/** What stands in the line delays a key by so much at the most. */
const queueMs = 50;
/** Too few bytes tell nothing of the speed. */
const telling = 500;
/** Beyond what is to be expected: then the line is held up. */
const graceMs = 250;
/** A terminal that was silent for so long has lost the question. */
const patienceMs = 20_000;
/** Who does not answer the first questions answers none. */
const mostTries = 8;
/** Nobody waits for an answer any longer; the first one comes within this time or never. */
const longestWaitMs = 5000;
/** What an answer is waited for at the least, where the line has been fast. */
const shortestWaitMs = 2000;

export function createLineSpeed(now: () => number = () => performance.now()): LineSpeed {
  let questions: Question[] = [];
  let lastAnswerMs = 0;
  /** The way there and back with nothing in the way. */
  let emptyMs: number | undefined;
  let slowestMs = 0;
  let bytesPerMs: number | undefined;

  const queuedMs = () => {
    const bytes = questions.reduce((sum, question) => sum + question.bytes, 0);
    return bytesPerMs === undefined ? Number.POSITIVE_INFINITY : bytes / bytesPerMs;
  };

  return {
    asks: () => emptyMs !== undefined || questions.length < mostTries,
    sent(bytes) {
      questions.push({bytes, sentMs: now()});
    },
    answered() {
      const question = questions.shift();
      if (!question) return;
      const {bytes, sentMs} = question;
      const tookMs = now() - Math.max(sentMs, lastAnswerMs);
      lastAnswerMs = now();
      emptyMs = Math.min(emptyMs ?? Number.POSITIVE_INFINITY, now() - sentMs);
      slowestMs = Math.max(slowestMs, now() - sentMs);
      if (bytes < telling) return;
      const speed = bytes / Math.max(1, tookMs - emptyMs);
      bytesPerMs = bytesPerMs === undefined ? speed : (bytesPerMs + speed) / 2;
    },
    lost() {
      questions = [];
    },
    isFree() {
      const [oldest] = questions;
      // A terminal that never answered may never do so.
      if (!oldest || emptyMs === undefined) return true;
      const waitedMs = now() - oldest.sentMs;
      if (waitedMs > patienceMs) {
        questions = [];
        emptyMs = undefined;
        return true;
      }
      const expectedMs = queuedMs();
      return expectedMs < queueMs && waitedMs < emptyMs + expectedMs + graceMs;
    },
    lagMs() {
      if (emptyMs === undefined) return 0;
      const [oldest] = questions;
      const waitedMs = oldest ? now() - oldest.sentMs : 0;
      return Math.min(longestWaitMs, Math.max(emptyMs, waitedMs));
    },
    dueMs() {
      const [oldest] = questions;
      const newest = questions.at(-1);
      if (!oldest || !newest) return 0;
      if (emptyMs === undefined) return Math.max(0, oldest.sentMs + longestWaitMs - now());
      const slowMs = 2 * Math.max(slowestMs, newest.sentMs - oldest.sentMs);
      const waitMs = Math.min(longestWaitMs, Math.max(shortestWaitMs, slowMs));
      return Math.max(0, newest.sentMs + waitMs - now());
    },
  };
}
