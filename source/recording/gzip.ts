import {promisify} from 'node:util';
import {constants, crc32, deflateRawSync, inflateRaw} from 'node:zlib';
import {type Found, findAll} from './segments/segments.js';

/**
 * A compressed recording is a gzip file that any gunzip can read. Each segment is a separate member
 * with ksmtop's mark in its header, so that it is found without decompressing those before it. Each
 * sample ends with a sync flush, so that a truncated or growing file can be read up to its last
 * complete sample.
 */
export type Member = {
  crc: number;
  size: number;
  /** The last 32 KiB of text, which later text may refer to. */
  window: Buffer;
};

/** RFC 1952: deflate, no file time, Unix, and an empty extra field `KS`, ksmtop's mark. */
export const memberHeader = Buffer.from(
  '1f8b0804000000000003 0400 4b530000'.replaceAll(' ', ''),
  'hex',
);
/** An empty last block. */
const lastBlock = Buffer.from([3, 0]);
const windowBytes = 32_768;
/** More than any segment that ksmtop writes. */
const mostUnpackedBytes = 2 ** 28;
const mostRatio = 200;
/** Text is this much longer: mostly one buffer holds it, which is not copied. */
const usualRatio = 16;
const fewestChunkBytes = 2 ** 14;
const largestChunkBytes = 2 ** 24;
/** Below this size, the ratio means nothing. */
const fairBytes = 2 ** 22;

export const emptyMember: Member = {crc: 0, size: 0, window: Buffer.alloc(0)};

/** Compresses text as the next part of a member, ending with a sync flush. */
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

/** The last block and the trailer of a member. */
export function endMember({crc, size}: Member): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  return Buffer.concat([lastBlock, trailer]);
}

/** Whether these first bytes of a file are those of gzip, but not written by ksmtop. */
export function isForeignGzip(head: Buffer): boolean {
  const isGzip = head[0] === memberHeader[0] && head[1] === memberHeader[1];
  return (
    isGzip && !head.subarray(0, memberHeader.length).equals(memberHeader.subarray(0, head.length))
  );
}

/** Finds the beginnings of members that ksmtop wrote. */
export function findMembers(bytes: Buffer): Found {
  return findAll(bytes, memberHeader);
}

/**
 * The text of a member, as far as it is complete, unpacked in a thread. Rejects if it is damaged: most
 * damage only shows in the checksum, so no part of it can be trusted.
 */
export async function unpackMember(bytes: Buffer): Promise<Buffer> {
  const {buffer: text, engine} = (await promisify(inflateRaw)(bytes.subarray(memberHeader.length), {
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: Math.min(largestChunkBytes, Math.max(fewestChunkBytes, bytes.length * usualRatio)),
    maxOutputLength: Math.min(mostUnpackedBytes, Math.max(fairBytes, bytes.length * mostRatio)),
    info: true,
  })) as unknown as {buffer: Buffer; engine: {bytesWritten: number}};
  const trailer = bytes.subarray(memberHeader.length + engine.bytesWritten);
  if (trailer.length >= 8 && trailer.readUInt32LE(0) !== crc32(text)) {
    throw new Error('The checksum of a segment is wrong.');
  }
  return text;
}
