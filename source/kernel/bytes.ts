/**
 * Small readers over the bytes of a `/proc` file.
 * The sampler reads thousands of files a second into one buffer; these parse numbers in it without
 * allocating strings. Inside the kernel folder `NaN` means "no number"; parsers return an absent
 * value instead.
 */
const newline = 10;
const minus = 45;

/** The unsigned decimal number that fills `start`–`end` exactly; NaN: it is none. */
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

/** The decimal number, with an optional minus, that fills `start`–`end` exactly; NaN: it is none. */
export function readSigned(bytes: Uint8Array, start: number, end: number): number {
  return bytes[start] === minus
    ? 0 - readUnsigned(bytes, start + 1, end)
    : readUnsigned(bytes, start, end);
}

/** Index at which the line that contains `start` ends: its newline, or the end of the text. */
export function lineEnd(bytes: Uint8Array, start: number, length: number): number {
  // Lines are short: a loop is faster than a native search.
  let end = start;
  while (end < length && bytes[end] !== newline) {
    end++;
  }

  return end;
}

/** Whether the bytes at `start` begin with `word`. */
export function startsWith(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) {
    if (bytes[start + index] !== word[index]) {
      return false;
    }
  }

  return true;
}

/** The bytes `start`–`end` as UTF-8 text; invalid bytes become U+FFFD. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : asBuffer(bytes, end);
  return buffer.toString('utf8', start, end);
}

/** The first `length` bytes as a Buffer, not copied, for its native search and decoding. */
export function asBuffer(bytes: Uint8Array, length: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(length, bytes.byteLength));
}
