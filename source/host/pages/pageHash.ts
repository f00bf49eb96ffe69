import {randomBytes} from 'node:crypto';

/**
 * A hash of the content of a page, with a key of this run: what one run knows of a page is of no
 * use to anybody else. 64 bits, in two halves.
 */
export type PageHash = {
  /** Leaves the hash in `low` and `high`. */
  update(page: Uint8Array): void;
  readonly low: number;
  readonly high: number;
};

/** Gives hashes with the key of this run, or with one of a test's. */
export async function loadPageHash(): Promise<(key?: bigint) => PageHash> {
  const digest = await loadDigest();
  return (key = randomBytes(8).readBigUInt64LE()) => {
    const whole = new BigUint64Array(1);
    const halves = new Uint32Array(whole.buffer);
    return {
      update(page) {
        whole[0] = digest(page, key);
      },
      get low() {
        return halves[0] as number;
      },
      get high() {
        return halves[1] as number;
      },
    };
  };
}

type Digest = (page: Uint8Array, key: bigint) => bigint;

/** Bun has a native one, which takes a third of the time. */
async function loadDigest(): Promise<Digest> {
  const native = (globalThis as {Bun?: {hash: {xxHash3: Digest}}}).Bun?.hash.xxHash3;
  if (native) return native;
  const {default: xxhash} = await import('xxhash-wasm');
  return (await xxhash()).h64Raw;
}
