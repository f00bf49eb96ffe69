import type {Lock, ReadRequest} from '../io/reader.js';

const path = '/etc/ld.so.preload';
/** A larger file is no list of paths. */
const mostBytes = 65_536;

/** Requests `/etc/ld.so.preload` in a root directory; fails with EFBIG where it is too large. */
export function preloadFileRequest(
  root: string,
  waitsFor: Lock,
  answer: {take(text: string): void; fail(errno: string): void},
): ReadRequest {
  return {
    path,
    root,
    waitsFor,
    inPieces: true,
    limit: mostBytes + 1,
    take(bytes) {
      if (bytes.length > mostBytes) answer.fail('EFBIG');
      else answer.take(bytes.toString());
    },
    fail: answer.fail,
  };
}
