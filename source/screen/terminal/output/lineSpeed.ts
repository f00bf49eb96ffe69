/**
 * Measures the line to the terminal: a status request follows each frame, and its answer shows that
 * the frame has arrived. Frames wait here, where newer ones replace them, not in a queue of the line.
 */
export type LineSpeed = {
  /** Whether to send a request: not to a terminal that never answers. */
  asks: () => boolean;
  /** This many bytes were sent, followed by a request. */
  sent: (bytes: number) => void;
  /** An answer came. */
  answered: () => void;
  /** Pending answers are lost. */
  lost: () => void;
  /** Whether a frame sent now would probably arrive without delay. */
  isFree: () => boolean;
  /** Estimated round-trip time; 0 while unknown. */
  lagMs: () => number;
  /** Whether an answer has not come yet, however late it is. */
  isPending: () => boolean;
  /** Milliseconds to wait for pending answers; 0: none are pending. */
  dueMs: () => number;
};

type Request = {bytes: number; sentMs: number};

/** Limit of the data in transit, which delays the response to a key. */
const queueMs = 50;
/** Fewer bytes do not show the speed. */
const leastBytes = 500;
/** An answer this late beyond the expected time means that the line is blocked. */
const graceMs = 250;
/** After this time the request counts as lost. */
const lostMs = 20_000;
/** A terminal that does not answer the first requests answers none. */
const mostTries = 8;
/** Longest wait for an answer, and for the first one. */
const longestWaitMs = 5000;
/** Shortest wait for an answer, on a fast line. */
const shortestWaitMs = 2000;

export function createLineSpeed(now: () => number = () => performance.now()): LineSpeed {
  let requests: Request[] = [];
  let lastAnswerMs = 0;
  /** The fastest round trip. */
  let fastestMs: number | undefined;
  let slowestMs = 0;
  let bytesPerMs: number | undefined;

  const queuedMs = () => {
    const bytes = requests.reduce((sum, request) => sum + request.bytes, 0);
    return bytesPerMs === undefined ? Number.POSITIVE_INFINITY : bytes / bytesPerMs;
  };

  return {
    asks: () => fastestMs !== undefined || requests.length < mostTries,
    sent(bytes) {
      requests.push({bytes, sentMs: now()});
    },
    answered() {
      const request = requests.shift();
      if (!request) return;
      const {bytes, sentMs} = request;
      const tookMs = now() - Math.max(sentMs, lastAnswerMs);
      lastAnswerMs = now();
      fastestMs = Math.min(fastestMs ?? Number.POSITIVE_INFINITY, now() - sentMs);
      slowestMs = Math.max(slowestMs, now() - sentMs);
      if (bytes < leastBytes) return;
      const speed = bytes / Math.max(1, tookMs - fastestMs);
      bytesPerMs = bytesPerMs === undefined ? speed : (bytesPerMs + speed) / 2;
    },
    lost() {
      requests = [];
    },
    isFree() {
      const [oldest] = requests;
      // A terminal that never answered may never do so.
      if (!oldest || fastestMs === undefined) return true;
      const waitedMs = now() - oldest.sentMs;
      if (waitedMs > lostMs) {
        requests = [];
        fastestMs = undefined;
        return true;
      }
      const expectedMs = queuedMs();
      return expectedMs < queueMs && waitedMs < fastestMs + expectedMs + graceMs;
    },
    lagMs() {
      if (fastestMs === undefined) return 0;
      const [oldest] = requests;
      const waitedMs = oldest ? now() - oldest.sentMs : 0;
      return Math.min(longestWaitMs, Math.max(fastestMs, waitedMs));
    },
    isPending: () => requests.length > 0,
    dueMs() {
      const [oldest] = requests;
      const newest = requests.at(-1);
      if (!oldest || !newest) return 0;
      if (fastestMs === undefined) return Math.max(0, oldest.sentMs + longestWaitMs - now());
      const slowMs = 2 * Math.max(slowestMs, newest.sentMs - oldest.sentMs);
      const waitMs = Math.min(longestWaitMs, Math.max(shortestWaitMs, slowMs));
      return Math.max(0, newest.sentMs + waitMs - now());
    },
  };
}
