import {lineStarts} from '../format.js';

/** Offsets at which a recording can be read. */
export type Found = {
  /** Offsets of the beginnings of segments. */
  offsets: readonly number[];
  /** Number of bytes searched, from which to continue when there are more. */
  end: number;
};

/** Finds segments in plain text; other lines never contain a header, as their quotes are escaped. */
export function findHeaders(bytes: Buffer): Found {
  return findAll(bytes, headerStart);
}

/** The beginning of a segment in plain text. */
export const headerStart = Buffer.from(lineStarts.header);

/** All offsets of a mark; one that is incomplete at the end is left for the next search. */
export function findAll(bytes: Buffer, mark: Buffer): Found {
  const offsets: number[] = [];
  let end = 0;
  for (;;) {
    const offset = bytes.indexOf(mark, end);
    if (offset < 0) return {offsets, end: Math.max(end, bytes.length - mark.length + 1)};
    offsets.push(offset);
    end = offset + mark.length;
  }
}
