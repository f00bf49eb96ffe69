import type {Exchange} from './protocol/exchange.js';

/**
 * Measures how long an answer has stalled. Progress is a part of the answer that ends; bytes count
 * as progress only at the rate of the slowest connection, so a trickle does not keep it alive.
 */
export type StallDetector = {
  /** A request is sent now. */
  begin(): void;
  /** A part of the answer has ended. */
  partEnded(): void;
  /** How many bytes of it have arrived. */
  received(bytes: number): void;
  /** To be called every `everyMs` while an answer is awaited: time that ksmtop slept does not count. */
  tick(everyMs: number): void;
  /** Time without progress. */
  readonly stalledMs: number;
  /** When the request was sent. */
  readonly begunMs: number;
};

const slowestBytesPerSecond = 4096;
/** For a whole answer, plus the time that its bytes may take. */
const longestAnswerMs = 120_000;

export function createStallDetector(): StallDetector {
  let begunMs = 0;
  let progressMs = 0;
  let deadlineMs = 0;
  let tickMs = 0;

  /** Never beyond now: progress cannot be saved up. */
  function advanceTo(untilMs: number): void {
    progressMs = Math.min(performance.now(), Math.max(progressMs, untilMs));
  }

  return {
    begin() {
      begunMs = performance.now();
      progressMs = begunMs;
      tickMs = begunMs;
      deadlineMs = begunMs + longestAnswerMs;
    },
    partEnded() {
      advanceTo(performance.now());
    },
    received(bytes) {
      const allowedMs = (bytes / slowestBytesPerSecond) * 1000;
      advanceTo(progressMs + allowedMs);
      deadlineMs += allowedMs;
    },
    tick(everyMs) {
      const nowMs = performance.now();
      const sleptMs = Math.max(0, nowMs - tickMs - everyMs);
      tickMs = nowMs;
      progressMs += sleptMs;
      deadlineMs += sleptMs;
    },
    get stalledMs() {
      const nowMs = performance.now();
      return Math.max(nowMs - progressMs, nowMs - deadlineMs);
    },
    get begunMs() {
      return begunMs;
    },
  };
}

const fileTimeoutMs = 300;
/** Where many locks hang, one more is no surprise. */
const shortTimeoutMs = 100;
/** Several processes work on this part, and which of them waits is not visible. */
const mixedTimeoutMs = 1500;
const patientTimeoutMs = 5000;

/** How long the current part may stall, beyond the round trip, before the file is given up. */
export function stallTimeoutMs({current, inFiles}: Exchange, manyHang: boolean): number {
  if (current?.requests.some(({patient}) => patient)) return patientTimeoutMs;
  if (!inFiles) return mixedTimeoutMs;
  return manyHang ? shortTimeoutMs : fileTimeoutMs;
}
