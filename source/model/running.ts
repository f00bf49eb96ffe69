/** Work that is under way. */
export type Running<Result> = {
  /** Rejects with a sentence. */
  readonly result: Promise<Result>;
  /** Ends it with what it has. */
  stop(): void;
};
