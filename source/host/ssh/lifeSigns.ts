/**
 * Judges whether an answer is coming. What counts is that its parts end; bytes count no more than
 * the slowest of lines would need for them, so a trickle does not keep an answer alive.
 */
export type LifeSigns = {
  /** Something is asked now. */
  begin(): void;
  /** A part of the answer has ended, or so many bytes of it have come. */
  part(): void;
  bytes(count: number): void;
  /** To be called at this pace while an answer is awaited: what this program slept does not count. */
  look(everyMs: number): void;
  /** How long it has been silent. */
  readonly silentMs: number;
  /** When it was asked. */
  readonly begunMs: number;
};

const slowestBytesPerSecond = 4096;
/** A whole answer takes no longer, but for the bytes in it. */
const longestAnswerMs = 120_000;

export function createLifeSigns(): LifeSigns {
  let begunMs = 0;
  let aliveMs = 0;
  let dueMs = 0;
  let lookedMs = 0;

  /** Of what is due, nothing may be saved up. */
  function live(untilMs: number): void {
    aliveMs = Math.min(performance.now(), Math.max(aliveMs, untilMs));
  }

  return {
    begin() {
      begunMs = performance.now();
      aliveMs = begunMs;
      lookedMs = begunMs;
      dueMs = begunMs + longestAnswerMs;
    },
    part() {
      live(performance.now());
    },
    bytes(count) {
      const allowedMs = (count / slowestBytesPerSecond) * 1000;
      live(aliveMs + allowedMs);
      dueMs += allowedMs;
    },
    look(everyMs) {
      const nowMs = performance.now();
      const stoodStillMs = Math.max(0, nowMs - lookedMs - everyMs);
      lookedMs = nowMs;
      aliveMs += stoodStillMs;
      dueMs += stoodStillMs;
    },
    get silentMs() {
      const nowMs = performance.now();
      return Math.max(nowMs - aliveMs, nowMs - dueMs);
    },
    get begunMs() {
      return begunMs;
    },
  };
}
