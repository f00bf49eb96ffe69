/** What comes over the line, piece by piece. */
export type Token =
  /** Content of a file, or a part of it. */
  | {is: 'data'; bytes: Buffer}
  /** The far side's shell says something: words with tabs between them. */
  | {is: 'said'; words: readonly string[]}
  /** Between two files. */
  | {is: 'separator'}
  /** The far side's shell says something that has no end. */
  | {is: 'endless'};

/** Takes a stream of bytes apart. The bytes of a token are lent for the duration of the call. */
export type Tokenizer = {
  push(bytes: Buffer): void;
  /** From here on, this stands between two files. */
  separateBy(bytes: Buffer): void;
  /** No more will come: hands out what might have been the beginning of something. */
  end(): void;
  /** Nothing more is wanted, not even the rest of what was pushed. */
  stop(): void;
};

const noBytes = Buffer.alloc(0);
/** A write's refusal names a path. */
const longestSaid = 8192;
const colon = ':'.charCodeAt(0);
const lineFeed = '\n'.charCodeAt(0);

/** What the far side says begins with the secret and a colon; separators contain the secret. */
export function createTokenizer(secret: string, take: (token: Token) => void): Tokenizer {
  const mark = Buffer.from(secret);
  let waiting = noBytes;
  let separator = noBytes;
  /** Bytes of the separator before the secret in it. */
  let before = 0;
  let stopped = false;

  function hand(bytes: Buffer): void {
    if (bytes.length > 0) take({is: 'data', bytes});
  }

  function takeApart(bytes: Buffer): Buffer {
    let buffer = bytes;
    let start = 0;
    let from = 0;
    for (;;) {
      if (stopped) return noBytes;
      const at = buffer.indexOf(mark, from);
      if (at < 0) {
        // What may be the beginning of more is kept back, and of more in the middle of more.
        const end = Math.max(start, buffer.length - separator.length - mark.length);
        hand(buffer.subarray(start, end));
        return buffer.subarray(end);
      }
      const next = buffer[at + mark.length];
      const separatorStart = Math.max(start, at - before);
      if (next === colon || next === undefined) {
        const end = buffer.indexOf(lineFeed, at);
        if ((end < 0 ? buffer.length : end) - at > longestSaid) {
          take({is: 'endless'});
          return noBytes;
        }
        if (end < 0) {
          // It may be in the middle of a separator.
          const sure = Math.max(start, at - separator.length);
          hand(buffer.subarray(start, sure));
          return buffer.subarray(sure);
        }
        const words = buffer.toString('utf8', at + mark.length + 1, end).split('\t');
        if (words[0] === 'wrote') {
          // It may have come in the middle of anything: what is around it belongs together.
          take({is: 'said', words});
          buffer = Buffer.concat([buffer.subarray(start, at), buffer.subarray(end + 1)]);
          from = Math.max(0, at - start - separator.length);
          start = 0;
        } else {
          hand(buffer.subarray(start, at));
          take({is: 'said', words});
          start = end + 1;
          from = start;
        }
      } else if (buffer.length < separatorStart + Math.max(separator.length, mark.length + 1)) {
        hand(buffer.subarray(start, separatorStart));
        return buffer.subarray(separatorStart);
      } else {
        const end = separatorStart + separator.length;
        if (separator.length > 0 && buffer.subarray(separatorStart, end).equals(separator)) {
          hand(buffer.subarray(start, separatorStart));
          take({is: 'separator'});
          start = end;
          from = start;
        } else {
          from = at + 1;
        }
      }
    }
  }

  return {
    push(bytes) {
      if (stopped) return;
      const rest = takeApart(waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]));
      // A copy, for the stream may use its buffer again.
      waiting = Buffer.from(rest);
    },
    separateBy(bytes) {
      separator = Buffer.from(bytes);
      before = Math.max(0, separator.indexOf(mark));
    },
    end() {
      if (!stopped) hand(waiting);
      waiting = noBytes;
    },
    stop() {
      stopped = true;
      waiting = noBytes;
    },
  };
}
