/** Joins bytes that come in pieces; however small the pieces are, a byte takes one byte of memory. */
export type ByteStore = {
  append(bytes: Uint8Array): void;
  /** What was appended since the last call; lent until the next append. */
  take(): Buffer;
};

const usualBytes = 65_536;

/** @param mostBytes The most that is appended between two calls of `take`. */
export function createByteStore(mostBytes: number): ByteStore {
  let store = Buffer.allocUnsafe(0);
  let length = 0;
  return {
    append(bytes) {
      if (length + bytes.length > store.length) {
        const needed = Math.min(mostBytes, 2 * (length + bytes.length));
        const larger = Buffer.allocUnsafe(Math.max(usualBytes, needed));
        store.copy(larger, 0, 0, length);
        store = larger;
      }
      store.set(bytes, length);
      length += bytes.length;
    },
    take() {
      const taken = store.subarray(0, length);
      length = 0;
      if (store.length > usualBytes) store = Buffer.allocUnsafe(0);
      return taken;
    },
  };
}
