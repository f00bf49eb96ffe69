import type {Exchange} from './protocol/exchange.js';
import {createStallDetector, stallTimeoutMs} from './stallDetector.js';

/** Measures how long the answer to an exchange takes, and how long it has stalled. */
export type AnswerClock = {
  /** The requests are sent now. */
  start(): void;
  /** The answer has ended, or no more of it will come. */
  stop(): void;
  /** Its first byte has come. */
  answerBegins(): void;
  /** A part of it has ended. */
  partEnded(): void;
  /** How many bytes of it have arrived. */
  received(bytes: number): void;
  /** How long it has stalled beyond its time-out; 0: it has not. */
  overdueMs(exchange: Exchange, manyHang: boolean): number;
};

const tickMs = 50;
const longestRoundTripMs = 5000;

/** @param tick Called several times a second while an answer is awaited. */
export function createAnswerClock(tick: () => void): AnswerClock {
  const stall = createStallDetector();
  /** From a request to the first byte of its answer, smoothed. */
  let roundTripMs = 0;
  let timer: NodeJS.Timeout | undefined;

  return {
    start() {
      stall.begin();
      timer ??= setInterval(() => {
        stall.tick(tickMs);
        tick();
      }, tickMs).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
    answerBegins() {
      const tookMs = Math.min(performance.now() - stall.begunMs, longestRoundTripMs);
      roundTripMs = roundTripMs === 0 ? tookMs : roundTripMs + (tookMs - roundTripMs) / 4;
    },
    partEnded: stall.partEnded,
    received: stall.received,
    overdueMs: (exchange, manyHang) =>
      Math.max(0, stall.stalledMs - roundTripMs - stallTimeoutMs(exchange, manyHang)),
  };
}
