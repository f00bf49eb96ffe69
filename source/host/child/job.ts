/** Answers one frame; `Answers` takes what it has to say. */
export type Work = (mark: number, content: Buffer) => void;

/** The way back to the program that started the child. */
export type Answers = {
  send(mark: number, content: Uint8Array): void;
  /** Sends what has gathered: before anything that may take long. */
  flush(): void;
};
