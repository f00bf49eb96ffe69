/** The bytes of a recording, segment by segment. */
export type SegmentSource = {
  /** Segments that are there so far; only the last of them can grow. */
  readonly count: number;
  /** Bytes of one in the file so far. */
  sizeOf(segment: number): number;
  /** The text of one as far as it goes, in ASCII. Rejects when it makes no sense. */
  read(segment: number): Promise<Buffer>;
};

/** The text of a segment; absent: it makes no sense. */
export function readSegment(source: SegmentSource, segment: number): Promise<Buffer | undefined> {
  return source.read(segment).catch(() => undefined);
}
