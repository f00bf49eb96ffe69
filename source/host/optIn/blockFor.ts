const neverChanged = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread: in a child whose event loop does not run. */
export function blockFor(milliseconds: number): void {
  Atomics.wait(neverChanged, 0, 0, milliseconds);
}
