/** The bytes of a recording, segment by segment. */
export type SegmentSource = {
  /** Number of segments so far; only the last one can grow. */
  readonly count: number;
  /** Size of a segment in the file so far, in bytes. */
  sizeOf(segment: number): number;
  /** The ASCII text of a segment so far. Rejects if it is damaged. */
  read(segment: number): Promise<Buffer>;
  /** The text of a segment's first bytes in the file; its last line may be cut off. */
  readStart(segment: number, bytes: number): Promise<Buffer>;
};

/** The text of a segment; absent: it is damaged. */
export function readSegment(source: SegmentSource, segment: number): Promise<Buffer | undefined> {
  return source.read(segment).catch(() => undefined);
}
