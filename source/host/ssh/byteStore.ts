/** Bytes that come in pieces, put together; however small the pieces are, each byte takes one. */
export type ByteStore = {
  append(bytes: Uint8Array): void;
  /** What was appended since the last call, until something is appended again. */
  take(): Buffer;
};

const usualBytes = 65_536;

export function createByteStore(): ByteStore {
  let store = Buffer.allocUnsafe(0);
  let length = 0;
  return {
    append(bytes) {
      if (length + bytes.length > store.length) {
        const larger = Buffer.allocUnsafe(Math.max(usualBytes, 2 * (length + bytes.length)));
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
