import {lineStarts} from './format.js';

/** Places from which on a recording can be read. */
export type Found = {
  /** Where segments begin. */
  offsets: readonly number[];
  /** How far was looked, and where to look on from when there are more bytes. */
  end: number;
};

/** Where segments begin in plain text. A header is never part of another line, escaped as those are. */
export function findHeaders(bytes: Buffer): Found {
  return findAll(bytes, headerStart);
}

/** What plain text of ours begins with. */
export const headerStart = Buffer.from(lineStarts.header);

/** Every place of a mark; one that is not whole yet is looked for again. */
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
