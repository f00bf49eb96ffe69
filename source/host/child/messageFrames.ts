/**
 * Frames on the pipes between ksmtop and its children: the length of the content in four bytes,
 * a mark that says what it is, the content.
 */
export type FrameReader = {
  /** Takes the next bytes of the pipe; the bytes that it hands out are lent for the call. */
  push(bytes: Buffer): void;
};

/** Where the content begins. */
export const headBytes = 5;
/** More than the largest file: a longer frame is no frame. */
const largestFrame = 16_777_216;

export function writeHead(target: Buffer, offset: number, length: number, mark: number): void {
  target.writeUInt32LE(length, offset);
  target[offset + 4] = mark;
}

export function frameOf(mark: number, content: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + content.length);
  writeHead(frame, 0, content.length, mark);
  frame.set(content, headBytes);
  return frame;
}

/** Throws when what comes is not made of frames. */
export function createFrameReader(take: (mark: number, content: Buffer) => void): FrameReader {
  /** An unfinished frame, in the pieces that came. */
  let pieces: Buffer[] = [];
  let length = 0;

  return {
    push(bytes) {
      let buffer = bytes;
      if (pieces.length > 0) {
        // A copy: the stream may use its buffer again.
        pieces.push(Buffer.from(bytes));
        length += bytes.length;
        if (length < wantedBytes(pieces)) return;
        buffer = Buffer.concat(pieces);
        pieces = [];
      }
      let start = 0;
      while (buffer.length - start >= headBytes) {
        const end = start + headBytes + contentLength(buffer, start);
        if (end > buffer.length) break;
        take(buffer[start + 4] ?? 0, buffer.subarray(start + headBytes, end));
        start = end;
      }
      length = buffer.length - start;
      if (length > 0) pieces = [Buffer.from(buffer.subarray(start))];
    },
  };
}

/** Bytes that the unfinished frame has in the end, as far as its beginning tells. */
function wantedBytes(pieces: readonly Buffer[]): number {
  const [first] = pieces;
  if (!first || first.length < headBytes) return headBytes;
  return headBytes + contentLength(first, 0);
}

function contentLength(buffer: Buffer, start: number): number {
  const length = buffer.readUInt32LE(start);
  if (length > largestFrame) throw new Error(`a frame of ${length} bytes`);
  return length;
}
