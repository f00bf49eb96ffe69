/** The same release as Ink's: two releases would each leave a signal to the other. */
declare module 'signal-exit' {
  /** Calls the listener when this program ends, also by a signal; returns a function to remove it. */
  export default function onEnd(listener: () => void): () => void;
}
