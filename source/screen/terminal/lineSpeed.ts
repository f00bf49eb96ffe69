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
/** For an answer to the first question, and for one at the end of a slow line. */
const firstAnswerMs = 800;
const lastAnswersMs = 2000;

export function createLineSpeed(now: () => number = () => performance.now()): LineSpeed {
  let questions: Question[] = [];
  let lastAnswerMs = 0;
  /** The way there and back with nothing in the way. */
  let emptyMs: number | undefined;
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
    dueMs() {
      const newest = questions.at(-1);
      if (!newest) return 0;
      const waitMs = emptyMs === undefined ? firstAnswerMs : lastAnswersMs;
      return Math.max(0, newest.sentMs + waitMs - now());
    },
  };
}
