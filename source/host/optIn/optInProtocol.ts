/** What frames of the child that opts in are. */
export const marks = {
  /** To it: an `OptInTarget` as JSON. It answers with `looked`. */
  look: 1,
  /** To it: opt in or out what it looked at last. It answers with `result`; until then it must live. */
  go: 2,
  /** To it: a line for the journal. */
  journal: 3,
  /** From it: a `LookedAt` as JSON. */
  looked: 4,
  /** From it: an `OptInResult` as JSON. */
  result: 5,
  /** To it: a `ForgetTask` as JSON. */
  forget: 6,
} as const;
