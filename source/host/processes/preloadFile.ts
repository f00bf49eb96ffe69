import type {Lock, ReadRequest} from '../io/reader.js';

const path = '/etc/ld.so.preload';
/** A list of some paths; a larger file is none, and says nothing. */
const mostBytes = 65_536;

/** Asks for `/etc/ld.so.preload` in a root directory, of which nothing is known if it is too large. */
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
