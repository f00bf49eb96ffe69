import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';

/** What a file begins with, before its headers. */
const leadBytes = 96;

/** Tags of the first header, which is about the second one and the payload. */
const aboutTheRest = {sha1OfHeader: 269, sha256OfHeader: 273, size: 1000, md5: 1004};

/** A tag of the second header. */
const sha256OfPayload = 5092;

/**
 * Replaces the payload of an rpm by another form of it. The headers name its size and digests, each
 * at a place that stays.
 *
 * @param {string} file
 * @param {(payload: Uint8Array) => Uint8Array} change
 */
export function replacePayload(file, change) {
  const bytes = readFileSync(file);
  const signature = headerAt(bytes, leadBytes);
  // The first header is followed by zeros, up to a multiple of eight.
  const header = headerAt(bytes, Math.ceil(signature.end / 8) * 8);
  const payload = change(bytes.subarray(header.end));
  header.set(sha256OfPayload, digest('sha256', payload).toString('hex'));
  const headerBytes = bytes.subarray(header.start, header.end);
  const rest = Buffer.concat([headerBytes, payload]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(rest.length);
  signature.set(aboutTheRest.size, size);
  signature.set(aboutTheRest.md5, digest('md5', rest));
  signature.set(aboutTheRest.sha1OfHeader, digest('sha1', headerBytes).toString('hex'));
  signature.set(aboutTheRest.sha256OfHeader, digest('sha256', headerBytes).toString('hex'));
  writeFileSync(file, Buffer.concat([bytes.subarray(0, header.start), rest]));
}

/**
 * A header: magic number, numbers of entries and of bytes; entries of tag, type, place and count;
 * and the bytes that they point to.
 *
 * @param {Buffer} bytes
 * @param {number} start
 */
function headerAt(bytes, start) {
  const entries = bytes.readUInt32BE(start + 8);
  const entriesStart = start + 16;
  const dataStart = entriesStart + 16 * entries;
  /** @param {number} tag @param {string | Buffer} value of the same length as the present one */
  const set = (tag, value) => {
    for (let entry = entriesStart; entry < dataStart; entry += 16) {
      if (bytes.readUInt32BE(entry) !== tag) continue;
      Buffer.from(value).copy(bytes, dataStart + bytes.readUInt32BE(entry + 8));
      return;
    }
    throw new Error(`An rpm without tag ${tag}: rpmbuild has changed.`);
  };
  return {start, end: dataStart + bytes.readUInt32BE(start + 12), set};
}

/** @param {string} algorithm @param {Uint8Array} content */
const digest = (algorithm, content) => createHash(algorithm).update(content).digest();
