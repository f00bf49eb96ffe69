/** A piece of the stream that comes from the far side. */
export type Token =
  /** Content of a file, or a part of it. */
  | {is: 'data'; bytes: Buffer}
  /** The far side's shell says something: words with tabs between them. */
  | {is: 'said'; words: readonly string[]}
  /** Between two files. */
  | {is: 'separator'}
  /** The far side's shell says something without an end. */
  | {is: 'endless'};

/** Splits a stream of bytes into tokens. The bytes of a token are lent for the duration of the call. */
export type Tokenizer = {
  push(bytes: Buffer): void;
  /** From now on, these bytes separate two files. */
  setSeparator(bytes: Buffer): void;
  /** No more will come: takes what might have been the beginning of a token as data. */
  end(): void;
  /** No more tokens, not even of the bytes that were pushed already. */
  stop(): void;
};

const noBytes = Buffer.alloc(0);
/** The refusal of a write names a path. */
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

  function emit(bytes: Buffer): void {
    if (bytes.length > 0) take({is: 'data', bytes});
  }

  function split(bytes: Buffer): Buffer {
    let buffer = bytes;
    let start = 0;
    let from = 0;
    for (;;) {
      if (stopped) return noBytes;
      const at = buffer.indexOf(mark, from);
      if (at < 0) {
        // The end may be the beginning of a separator, or of a message in the middle of one.
        const end = Math.max(start, buffer.length - separator.length - mark.length);
        emit(buffer.subarray(start, end));
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
          // The message may be in the middle of a separator.
          const sure = Math.max(start, at - separator.length);
          emit(buffer.subarray(start, sure));
          return buffer.subarray(sure);
        }
        const words = buffer.toString('utf8', at + mark.length + 1, end).split('\t');
        if (words[0] === 'wrote') {
          // A write answers in the middle of anything: what is around it belongs together.
          take({is: 'said', words});
          buffer = Buffer.concat([buffer.subarray(start, at), buffer.subarray(end + 1)]);
          from = Math.max(0, at - start - separator.length);
          start = 0;
        } else {
          emit(buffer.subarray(start, at));
          take({is: 'said', words});
          start = end + 1;
          from = start;
        }
      } else if (buffer.length < separatorStart + Math.max(separator.length, mark.length + 1)) {
        emit(buffer.subarray(start, separatorStart));
        return buffer.subarray(separatorStart);
      } else {
        const end = separatorStart + separator.length;
        if (separator.length > 0 && buffer.subarray(separatorStart, end).equals(separator)) {
          emit(buffer.subarray(start, separatorStart));
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
      const rest = split(waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]));
      // A copy: the stream may reuse its buffer.
      waiting = Buffer.from(rest);
    },
    setSeparator(bytes) {
      separator = Buffer.from(bytes);
      before = Math.max(0, separator.indexOf(mark));
    },
    end() {
      if (!stopped) emit(waiting);
      waiting = noBytes;
    },
    stop() {
      stopped = true;
      waiting = noBytes;
    },
  };
}
