/**
 * Small readers over the bytes of a `/proc` file.
 * The sampler reads thousands of files a second into one buffer; these take numbers out of it
 * without making strings. Inside the kernel folder `NaN` means "no number"; parsers turn it into
 * an absent value before it leaves.
 */
const newline = 10;
const minus = 45;

/** Unsigned decimal number that fills `start`–`end` exactly, else NaN. */
export function readUnsigned(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) {
    return Number.NaN;
  }

  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = (bytes[index] ?? 0) - 48;
    if (digit < 0 || digit > 9) {
      return Number.NaN;
    }

    value = value * 10 + digit;
  }

  return Number.isFinite(value) ? value : Number.NaN;
}

/** Decimal number with an optional minus that fills `start`–`end` exactly, else NaN. */
export function readSigned(bytes: Uint8Array, start: number, end: number): number {
  return bytes[start] === minus
    ? 0 - readUnsigned(bytes, start + 1, end)
    : readUnsigned(bytes, start, end);
}

/** Where the line that holds `start` ends: at its newline, or at the end of the text. */
export function lineEnd(bytes: Uint8Array, start: number, length: number): number {
  // Lines are short: a loop finds their end before a native search has started.
  let end = start;
  while (end < length && bytes[end] !== newline) {
    end++;
  }

  return end;
}

/** Whether `word` stands at `start`. */
export function startsWith(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) {
    if (bytes[start + index] !== word[index]) {
      return false;
    }
  }

  return true;
}

/** Text of `start`–`end` as UTF-8; bytes that are not become U+FFFD. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : asBuffer(bytes, end);
  return buffer.toString('utf8', start, end);
}

/** The first `length` bytes, not copied, as a Buffer: for its native search and decoding. */
export function asBuffer(bytes: Uint8Array, length: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(length, bytes.byteLength));
}
