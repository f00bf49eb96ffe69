import {asBuffer, lineEnd, readText} from '../../bytes.js';
import {isPreloadLibrary, preloadRules} from '../loader/preloadLibrary.js';

/** A KSM preload library that a process has mapped. */
export type MappedLibrary = {
  /** As the process sees it, below its own root directory. */
  path: string;
  /** The file was replaced or removed since. */
  deleted: boolean;
};

const newline = 10;
const deletedMark = ' (deleted)';

/** Finds a KSM preload library in `/proc/PID/maps`; absent: none is mapped. */
export function findPreloadLibrary(
  bytes: Uint8Array,
  length = bytes.length,
  rules = preloadRules,
): MappedLibrary | undefined {
  const buffer = asBuffer(bytes, length);
  for (const {needle} of rules) {
    let at = buffer.indexOf(needle, 0, 'latin1');
    while (at >= 0) {
      const end = lineEnd(bytes, at, length);
      const start = bytes.lastIndexOf(newline, at) + 1;
      const library = parsePath(readText(bytes, start, end));
      if (library !== undefined && isPreloadLibrary(library.path, rules)) {
        return library;
      }

      at = buffer.indexOf(needle, end, 'latin1');
    }
  }

  return undefined;
}

/** The file behind a line; absent for anonymous memory, named (`[anon:…]`) or not. */
function parsePath(line: string): MappedLibrary | undefined {
  const start = line.indexOf(' /') + 1;
  if (start === 0) {
    return undefined;
  }

  const deleted = line.endsWith(deletedMark);
  const path = line.slice(start, deleted ? -deletedMark.length : undefined);
  // The kernel escapes only newlines in a path, as \012.
  return {path: path.replaceAll('\\012', '\n'), deleted};
}
