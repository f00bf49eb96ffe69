import {constants, crc32, deflateRawSync, inflateRawSync} from 'node:zlib';
import {type Found, findAll} from './segments.js';

/**
 * A compressed recording is a gzip file that any gunzip reads: each segment is a member of its own,
 * with a mark of ours in its header, so that it is found without unpacking what stands before it.
 * Within a member each sample ends on a whole byte (a sync flush), so that a file that was cut off,
 * or is still being written, can be read up to its last whole sample.
 */
export type Member = {
  crc: number;
  size: number;
  /** The end of what it holds so far: later text may point back into it. */
  window: Buffer;
};

/** RFC 1952: deflate, no file time, Unix, and an extra field of ours, `KS`, with nothing in it. */
export const memberHeader = Buffer.from(
  '1f8b0804000000000003 0400 4b530000'.replaceAll(' ', ''),
  'hex',
);
/** An empty last block. */
const lastBlock = Buffer.from([3, 0]);
const windowBytes = 32_768;
/** More than any segment that we write has; what unpacks to more is not ours. */
const mostUnpackedBytes = 2 ** 28;
const mostRatio = 200;
/** Below it, the ratio says nothing. */
const fairBytes = 2 ** 22;

export const emptyMember: Member = {crc: 0, size: 0, window: Buffer.alloc(0)};

/** Compresses text as the next piece of a member, which ends on a whole byte. */
export function appendToMember(
  {crc, size, window}: Member,
  text: Buffer,
): {bytes: Buffer; member: Member} {
  const bytes = deflateRawSync(text, {
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(window.length > 0 && {dictionary: window}),
  });
  const kept = window.subarray(Math.max(0, window.length + text.length - windowBytes));
  const member = {
    crc: crc32(text, crc),
    size: size + text.length,
    window: Buffer.concat([kept, text.subarray(-windowBytes)]),
  };
  return {bytes, member};
}

export function endMember({crc, size}: Member): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  return Buffer.concat([lastBlock, trailer]);
}

/** Compressed by another program: a gzip file, by its first bytes, whose members are not ours. */
export function isForeignGzip(head: Buffer): boolean {
  const isGzip = head[0] === memberHeader[0] && head[1] === memberHeader[1];
  return (
    isGzip && !head.subarray(0, memberHeader.length).equals(memberHeader.subarray(0, head.length))
  );
}

/** Where members of ours begin. */
export function findMembers(bytes: Buffer): Found {
  return findAll(bytes, memberHeader);
}

/**
 * The text of a member as far as it goes. Throws for one that is damaged: then no part of it can
 * be trusted, for most damage shows in the checksum alone.
 */
export function unpackMember(bytes: Buffer): Buffer {
  const {buffer: text, engine} = inflateRawSync(bytes.subarray(memberHeader.length), {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: Math.min(mostUnpackedBytes, Math.max(fairBytes, bytes.length * mostRatio)),
    info: true,
  }) as unknown as {buffer: Buffer; engine: {bytesWritten: number}};
  const trailer = bytes.subarray(memberHeader.length + engine.bytesWritten);
  if (trailer.length >= 8 && trailer.readUInt32LE(0) !== crc32(text)) {
    throw new Error('The checksum of a segment is wrong.');
  }
  return text;
}
