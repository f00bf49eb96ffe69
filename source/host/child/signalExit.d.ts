/** The release that Ink has too: of two of them, each would leave a signal to the other. */
declare module 'signal-exit' {
  /** Calls it when this program ends, also by a signal; gives what takes that back. */
  export default function onEnd(listener: () => void): () => void;
}
