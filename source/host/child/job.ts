/** Handles one frame from the program; what it answers goes to `Answers`. */
export type Work = (mark: number, content: Buffer) => void;

/** Messages to the program that started the child. */
export type Answers = {
  send(mark: number, content: Uint8Array): void;
  /** Sends the messages gathered so far. */
  flush(): void;
};
