import {asBuffer} from '../../bytes.js';

/** A library has a few entries: one for each architecture and place. */
const mostPaths = 16;

/**
 * Paths in `/etc/ld.so.cache` of a library with this file name: strings terminated by a zero byte,
 * in all formats of that file.
 */
export function cachedPaths(bytes: Uint8Array, name: string): string[] {
  const buffer = asBuffer(bytes, bytes.length);
  const paths = new Set<string>();
  const wanted = `/${name}\0`;
  let at = buffer.indexOf(wanted);
  while (at >= 0 && paths.size < mostPaths) {
    const end = at + wanted.length - 1;
    const path = buffer.toString('utf8', buffer.lastIndexOf(0, at) + 1, end);
    // In a damaged file the bytes before the first string are not a directory.
    const start = path.lastIndexOf('\0') + 1;
    if (path.startsWith('/', start)) paths.add(path.slice(start));
    at = buffer.indexOf(wanted, end);
  }
  return [...paths];
}
