/**
 * Frames on the pipes between ksmtop and its children: the length of the content in four bytes
 * (little-endian), one byte as the mark of its kind, the content.
 */
export type FrameReader = {
  /** Takes the next bytes of the pipe; the content of a frame is lent for the call. */
  push(bytes: Buffer): void;
};

/** Bytes before the content. */
export const headBytes = 5;
/** The largest file; a longer frame is invalid. */
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

/** Throws if the bytes are not frames. */
export function createFrameReader(take: (mark: number, content: Buffer) => void): FrameReader {
  /** An unfinished frame, in the pieces that came. */
  let pieces: Buffer[] = [];
  let length = 0;

  return {
    push(bytes) {
      let buffer = bytes;
      if (pieces.length > 0) {
        // A copy: the stream may reuse its buffer.
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

/** The length of the unfinished frame; that of its head while the head is incomplete. */
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
