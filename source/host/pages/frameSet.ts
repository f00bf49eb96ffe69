/** Frames of memory that were met: a page that ten processes map is one frame. */
export type FrameSet = {
  /** Whether the frame is met for the first time. */
  add(frame: number): boolean;
  has(frame: number): boolean;
};

/** A bit a frame; a piece covers 4 GiB of memory with pages of 4 KiB, and takes 128 KiB. */
const pieceFrames = 1_048_576;

export function createFrameSet(): FrameSet {
  const pieces: Uint32Array[] = [];
  return {
    add(frame) {
      const number = Math.floor(frame / pieceFrames);
      const bit = frame % pieceFrames;
      pieces[number] ??= new Uint32Array(pieceFrames / 32);
      const piece = pieces[number];
      const word = piece[bit >>> 5] as number;
      const mask = 1 << (bit & 31);
      if ((word & mask) !== 0) return false;
      piece[bit >>> 5] = word | mask;
      return true;
    },
    has(frame) {
      const piece = pieces[Math.floor(frame / pieceFrames)];
      const bit = frame % pieceFrames;
      return piece !== undefined && ((piece[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
    },
  };
}
